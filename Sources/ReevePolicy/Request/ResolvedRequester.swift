package import ReeveJSON
package import ReeveModel

/// A requester as the objects of one moment know it: its membership roles, and whether it may act at all.
///
/// The gate, `policy evaluate`, dry runs, submissions and limits all go by this one resolution. A batch keeps who
/// submitted it; what that requester may do is looked up anew each time.
package struct ResolvedRequester: Sendable, Hashable {
    package let requester: Requester
    /// In the request's organization; `membership:ROLE` bindings go by them.
    package let membershipRoles: Set<String>
    /// The account of a machine that asks. Its scopes and its expiry bound what it may ask for.
    package let account: GrantCheck.ServiceAccount?
    /// Why it may do nothing; nil where it may act.
    package let refusal: GrantCheck.Refusal?

    private init(
        _ requester: Requester, roles: Set<String> = [], account: GrantCheck.ServiceAccount? = nil,
        refusal: GrantCheck.Refusal? = nil
    ) {
        self.requester = requester
        membershipRoles = roles
        self.account = account
        self.refusal = refusal
    }

    /// Until `login` exists the local administrator works on the store, and counts as a member of every role: no rule
    /// that binds a role passes it by.
    package static let localRoles: Set<String> = Set(MembershipSpec.Role.allCases.map(\.rawValue))

    /// What `user` bindings and limits call it: `anna`, `service-account:ci`, `os:NAME@HOST`.
    package var name: String {
        switch requester {
        case .user(let name): name
        case .serviceAccount(let name, _): Requester.serviceAccount(name, organization: nil).description
        case .localAdministrator, .unreadable: requester.description
        }
    }

    /// Whether it may submit work at all.
    package func mayAct(at now: Timestamp) -> Bool {
        refusal == nil && (account?.expiresAt.map { now < $0 } ?? true)
    }

    /// Looks a requester up for work in an environment. One who is not found may do nothing.
    package static func resolve<Directory: RequesterDirectory>(
        _ requester: Requester, organization: String, environment: String?, in directory: Directory
    ) throws(Directory.Failure) -> ResolvedRequester {
        switch requester {
        case .unreadable: return ResolvedRequester(requester, refusal: .requesterUnknown(requester.description))
        case .localAdministrator: return ResolvedRequester(requester, roles: localRoles)
        case .user(let name):
            guard let content = try directory.spec(of: ObjectKey(kind: KindName.user, name: name)) else {
                return ResolvedRequester(requester, refusal: .requesterUnknown(requester.description))
            }
            guard let user = try? UserSpec(content) else {
                return ResolvedRequester(requester, refusal: .requesterUnreadable(requester.description))
            }
            guard user.isActive else { return ResolvedRequester(requester, refusal: .userInactive(name)) }
            return member(
                requester, try directory.membership("user", of: name, in: organization), organization, account: nil)
        case .serviceAccount(let name, let home):
            guard home == nil || home == organization,
                let account = try account(name, organization: organization, environment: environment, in: directory)
            else { return ResolvedRequester(requester, refusal: .requesterUnknown(requester.description)) }
            guard account.isEnabled else {
                return ResolvedRequester(requester, account: account, refusal: .serviceAccountDisabled(name))
            }
            return member(
                requester, try directory.membership("serviceAccount", of: name, in: organization), organization,
                account: account)
        }
    }

    private static func member(
        _ requester: Requester, _ content: JSONValue?, _ organization: String, account: GrantCheck.ServiceAccount?
    ) -> ResolvedRequester {
        let none = GrantCheck.Refusal.notMember(requester.description, organization: organization)
        guard let content else { return ResolvedRequester(requester, account: account, refusal: none) }
        guard let membership = try? MembershipSpec(content), requester.isSubject(of: membership) else {
            return ResolvedRequester(requester, account: account, refusal: .requesterUnreadable(requester.description))
        }
        guard membership.isActive else { return ResolvedRequester(requester, account: account, refusal: none) }
        return ResolvedRequester(requester, roles: [membership.role.rawValue], account: account)
    }

    /// An account of the environment comes before one of the whole organization.
    private static func account<Directory: RequesterDirectory>(
        _ name: String, organization: String, environment: String?, in directory: Directory
    ) throws(Directory.Failure) -> GrantCheck.ServiceAccount? {
        for environment in environment.map({ [$0, nil] }) ?? [nil] {
            let key = ObjectKey(
                kind: KindName.serviceAccount, organization: organization, environment: environment, name: name)
            guard let content = try directory.spec(of: key), let spec = try? ServiceAccountSpec(content) else {
                continue
            }
            return GrantCheck.ServiceAccount(
                name: name, isEnabled: spec.isEnabled, expiresAt: spec.expiresAt, scopes: spec.scopes)
        }
        return nil
    }
}

extension Requester {
    /// Whether a membership is this requester's, whichever way it was found.
    fileprivate func isSubject(of membership: MembershipSpec) -> Bool {
        switch self {
        case .user(let name): membership.user == name
        case .serviceAccount(let name, _): membership.serviceAccount == name
        case .localAdministrator, .unreadable: false
        }
    }
}
