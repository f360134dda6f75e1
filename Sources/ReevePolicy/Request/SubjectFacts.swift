internal import ReeveModel

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
        switch requester.requester {
        case .user, .localAdministrator: user = requester.name
        case .serviceAccount(let name, _): requestingAccount = name
        case .unreadable: break
        }
    }

    /// Whether the acting user is a local administrator.
    package var isLocalAdministrator: Bool {
        if case .localAdministrator? = user.map({ Requester($0) }) { true } else { false }
    }

    func isAccount(_ name: String) -> Bool { serviceAccount == name || requestingAccount == name }
}
