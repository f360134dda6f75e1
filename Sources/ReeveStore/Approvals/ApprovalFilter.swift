package import ReeveJSON
package import ReeveModel

/// Which requests a listing shows. A request must fit every part that is given.
package struct ApprovalFilter: Sendable, Hashable {
    /// Nil for all. The scope is that of the run.
    package var organization: String?
    package var environment: String?
    package var run: ULID?
    /// As they stand at ``now``.
    package var statuses: Set<ApprovalStatus>?
    /// Open requests whose time is over count as expired.
    package var now: Timestamp

    package init(
        organization: String? = nil, environment: String? = nil, run: ULID? = nil,
        statuses: Set<ApprovalStatus>? = nil, now: Timestamp
    ) {
        self.organization = organization
        self.environment = environment
        self.run = run
        self.statuses = statuses
        self.now = now
    }

    /// Whether the request fits, with the run that it is about.
    package func matches(_ approval: ApprovalRecord, of about: RunRecord) -> Bool {
        if let organization, about.identity.organization != organization { return false }
        if let environment, about.identity.environment != environment { return false }
        if let run, approval.run != run { return false }
        return statuses?.contains(approval.status(at: now)) ?? true
    }
}
