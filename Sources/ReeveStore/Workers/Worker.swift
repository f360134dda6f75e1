package import ReeveJSON

/// A process that works through queues.
package struct Worker: Sendable, Hashable {
    /// Unique while the worker lives.
    package var name: String
    package var host: String
    /// The kernel's boot id, so that a restart of the host is seen.
    package var bootID: String
    package var processID: Int32
    package var version: String
    package var queues: [String]
    /// Runs at once.
    package var capacity: Int
    package var startedAt: Timestamp
    package var lastSeenAt: Timestamp
    /// Takes no new runs.
    package var isDraining: Bool

    package init(
        name: String, host: String, bootID: String, processID: Int32, version: String, queues: [String],
        capacity: Int, startedAt: Timestamp, lastSeenAt: Timestamp, isDraining: Bool = false
    ) {
        self.name = name
        self.host = host
        self.bootID = bootID
        self.processID = processID
        self.version = version
        self.queues = queues
        self.capacity = capacity
        self.startedAt = startedAt
        self.lastSeenAt = lastSeenAt
        self.isDraining = isDraining
    }

    /// Not seen for 75 s.
    package func isOffline(at now: Timestamp) -> Bool { now.since(lastSeenAt) > .seconds(75) }
}

/// What a pause holds back.
package struct PauseTarget: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case queue
        case organization
        case agent
        case provider
    }

    package var kind: Kind
    /// Empty for a queue and for an organization itself.
    package var organization: String
    /// Empty for a queue, an organization and a provider of the whole organization.
    package var environment: String
    package var name: String

    package init(kind: Kind, organization: String = "", environment: String = "", name: String) {
        self.kind = kind
        self.organization = organization
        self.environment = environment
        self.name = name
    }
}

/// A pause that is in force; it survives a restart.
package struct Pause: Sendable, Hashable {
    package var target: PauseTarget
    package var actor: String
    package var reason: String
    package var since: Timestamp

    package init(target: PauseTarget, actor: String, reason: String, since: Timestamp) {
        self.target = target
        self.actor = actor
        self.reason = reason
        self.since = since
    }
}
