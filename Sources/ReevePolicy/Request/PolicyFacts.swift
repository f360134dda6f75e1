package import ReeveModel

/// How much harm a tool may do.
package enum RiskLevel: String, Sendable, Hashable, CaseIterable, Comparable {
    case low
    case medium
    case high

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }

    package static func < (lhs: RiskLevel, rhs: RiskLevel) -> Bool { lhs.rank < rhs.rank }
}

/// What is known of a tool's nature.
package enum ToolTrait: String, Sendable, Hashable, CaseIterable {
    case privateData = "private-data"
    case untrustedContent = "untrusted-content"
    case outbound
    case destructive
}

/// Where the work came from.
package enum RequestOrigin: String, Sendable, Hashable, CaseIterable {
    case manual
    case batch
    case schedule
    case model
    case api
}

/// The environment of a request.
package struct EnvironmentFacts: Sendable, Hashable {
    package var name: String
    package var stage: EnvironmentSpec.Stage
    /// The zone of time windows that name none; nil makes such a window an error.
    package var timeZone: TimeZoneRules?

    package init(name: String, stage: EnvironmentSpec.Stage = .dev, timeZone: TimeZoneRules? = nil) {
        self.name = name
        self.stage = stage
        self.timeZone = timeZone
    }
}

/// The agent that acts.
package struct AgentFacts: Sendable, Hashable {
    /// The object's name, which bindings use.
    package var name: String
    /// The name in targets.
    package var slug: String
    package var labels: [String: String]
    package var tags: Set<String>
    /// The agent's Roles in active teams.
    package var roles: Set<String>
    /// The active teams that it is a member of.
    package var teams: Set<String>

    package init(
        name: String, slug: String? = nil, labels: [String: String] = [:], tags: Set<String> = [],
        roles: Set<String> = [], teams: Set<String> = []
    ) {
        self.name = name
        self.slug = slug ?? name
        self.labels = labels
        self.tags = tags
        self.roles = roles
        self.teams = teams
    }
}

/// Who stands behind a request: a person, an account, or an account on behalf of a person.
package struct SubjectFacts: Sendable, Hashable {
    /// The acting user's login; of a local administrator `os:NAME@HOST`.
    package var user: String?
    /// The account that the agent acts as.
    package var serviceAccount: String?
    /// The account that submitted the work itself.
    package var requestingAccount: String?
    /// The membership roles of whoever submitted the work, in the request's organization (`member`).
    package var membershipRoles: Set<String>

    package init(
        user: String? = nil, serviceAccount: String? = nil, requestingAccount: String? = nil,
        membershipRoles: Set<String> = []
    ) {
        self.user = user
        self.serviceAccount = serviceAccount
        self.requestingAccount = requestingAccount
        self.membershipRoles = membershipRoles
    }

    /// Of a requester as the objects of this moment know it, and the account that the agent acts as.
    package init(_ requester: ResolvedRequester, agentAccount: String?) {
        self.init(serviceAccount: agentAccount, membershipRoles: requester.membershipRoles)
        switch requester.requester.kind {
        case .user, .localAdministrator: user = requester.name
        case .serviceAccount(let name, _): requestingAccount = name
        case .unreadable: break
        }
    }

    /// Whether the acting user is a local administrator.
    package var isLocalAdministrator: Bool { user?.hasPrefix(Requester.localPrefix) ?? false }

    func isAccount(_ name: String) -> Bool { serviceAccount == name || requestingAccount == name }
}

/// What a manifest declares about a tool; a server's own claims are never put here.
package struct ToolFacts: Sendable, Hashable {
    /// Nil is not declared, which counts as high.
    package var risk: RiskLevel?
    /// Nil is not declared, which counts as every trait; empty is none.
    package var traits: Set<ToolTrait>?

    package init(risk: RiskLevel? = nil, traits: Set<ToolTrait>? = nil) {
        self.risk = risk
        self.traits = traits
    }
}
