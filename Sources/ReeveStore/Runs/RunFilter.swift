package import ReeveJSON
package import ReeveModel

/// Which runs a listing shows. A run must fit every part that is given.
package struct RunFilter: Sendable, Hashable {
    /// The caller's organizations; nil for all.
    package var organizations: Set<String>?
    package var environment: String?
    package var batch: ULID?
    package var item: String?
    package var queue: String?
    package var statuses: Set<RunStatus>?
    /// The reasons of the runs. A run without a reason does not fit.
    package var reasons: Set<RunReason>?
    package var agent: String?
    package var tool: String?
    package var connection: String?
    package var provider: String?
    package var worker: String?
    package var createdFrom: Timestamp?
    package var createdBefore: Timestamp?
    package var includesArchived: Bool
    /// Whether runs are left out that a newer run of the same item has replaced.
    package var newestOnly: Bool

    package init(
        organizations: Set<String>? = nil, environment: String? = nil, batch: ULID? = nil, item: String? = nil,
        queue: String? = nil, statuses: Set<RunStatus>? = nil, reasons: Set<RunReason>? = nil,
        agent: String? = nil, tool: String? = nil, connection: String? = nil, provider: String? = nil,
        worker: String? = nil,
        createdFrom: Timestamp? = nil, createdBefore: Timestamp? = nil, includesArchived: Bool = false,
        newestOnly: Bool = false
    ) {
        self.organizations = organizations
        self.environment = environment
        self.batch = batch
        self.item = item
        self.queue = queue
        self.statuses = statuses
        self.reasons = reasons
        self.agent = agent
        self.tool = tool
        self.connection = connection
        self.provider = provider
        self.worker = worker
        self.createdFrom = createdFrom
        self.createdBefore = createdBefore
        self.includesArchived = includesArchived
        self.newestOnly = newestOnly
    }

    package func matches(_ run: RunRecord) -> Bool {
        if let organizations, !organizations.contains(run.identity.organization) { return false }
        if let environment, run.identity.environment != environment { return false }
        if let batch, run.identity.batch != batch { return false }
        if let item, run.identity.item != item { return false }
        if let queue, run.identity.queue != queue { return false }
        if let statuses, !statuses.contains(run.state.status) { return false }
        if let reasons, !(run.state.reason.map(reasons.contains) ?? false) { return false }
        if let agent, run.assignment.agent != agent { return false }
        if let tool, run.assignment.tool != tool { return false }
        if let connection, run.assignment.tool?.hasPrefix(connection + "/") != true { return false }
        if let provider, run.usage.provider != provider { return false }
        if let worker, run.state.worker != worker { return false }
        if let createdFrom, run.identity.createdAt < createdFrom { return false }
        if let createdBefore, run.identity.createdAt >= createdBefore { return false }
        if !includesArchived, run.state.archivedAt != nil { return false }
        if newestOnly, run.state.supersededBy != nil { return false }
        return true
    }
}
