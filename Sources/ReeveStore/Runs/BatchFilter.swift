package import ReeveModel

/// Which batches a listing shows. A batch must fit every part that is given.
package struct BatchFilter: Sendable, Hashable {
    package var organizations: Set<String>?
    package var environment: String?
    package var name: String?
    package var queue: String?
    package var statuses: Set<BatchStatus>?
    package var schedule: ULID?

    package init(
        organizations: Set<String>? = nil, environment: String? = nil, name: String? = nil,
        queue: String? = nil, statuses: Set<BatchStatus>? = nil, schedule: ULID? = nil
    ) {
        self.organizations = organizations
        self.environment = environment
        self.name = name
        self.queue = queue
        self.statuses = statuses
        self.schedule = schedule
    }

    package func matches(_ batch: BatchRecord) -> Bool {
        if let organizations, !organizations.contains(batch.organization) { return false }
        if let environment, batch.environment != environment { return false }
        if let name, batch.name != name { return false }
        if let queue, batch.queue != queue { return false }
        if let statuses, !statuses.contains(batch.status) { return false }
        if let schedule, batch.schedule != schedule { return false }
        return true
    }
}
