import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReevePolicy
import ReeveStore

/// Warns of bindings that match nobody, for example one to a user who is not active. Such a user may not submit work,
/// so the rules of the policy never apply.
struct BoundSubjectCheck {
    static let code: DiagnosticCode = "policy.binding-nobody"

    private struct Name: Hashable {
        let organization: String
        let requester: Requester
    }

    private let set: ManifestSet
    private let rows: (any StoreReading)?
    private let now: Timestamp
    private let directory: PlannedRequesters
    /// Service accounts that agents in the manifests use.
    private let actingAccounts: Set<ObjectKey>

    /// - Parameter rows: nil to check the manifests alone.
    static func check(
        _ set: ManifestSet, rows: (any StoreReading)? = nil, at now: Timestamp
    ) throws(StoreError) -> [Diagnostic] {
        let policies = set.objects.filter { $0.key.kind == KindName.policy && $0.references.contains(where: isBound) }
        guard !policies.isEmpty else { return [] }
        let check = BoundSubjectCheck(set, rows, now)
        var known: [Name: String?] = [:]
        var found: [Diagnostic] = []
        for policy in policies where policy.specValue["active"]?.bool ?? true {
            for reference in policy.references where isBound(reference) {
                guard let organization = policy.key.organization else { continue }
                let requester: Requester =
                    reference.kind == KindName.user
                    ? .user(reference.name) : .serviceAccount(reference.name, organization: nil)
                let name = Name(organization: organization, requester: requester)
                let why: String?
                if let told = known[name] {
                    why = told
                } else {
                    why = try check.whyNobody(name)
                    known[name] = why
                }
                if let why { found.append(check.diagnostic(reference, of: policy, why)) }
            }
        }
        return found
    }

    private init(_ set: ManifestSet, _ rows: (any StoreReading)?, _ now: Timestamp) {
        self.set = set
        self.rows = rows
        self.now = now
        directory = PlannedRequesters(set.objects, over: rows)
        var accounts: Set<ObjectKey> = []
        for agent in set.objects where agent.key.kind == KindName.agent {
            for reference in agent.references where reference.kind == KindName.serviceAccount {
                accounts.insert(Self.account(reference.name, agent.key.organization))
            }
        }
        actingAccounts = accounts
    }

    private static func isBound(_ reference: ObjectReference) -> Bool {
        reference.pointer.hasPrefix("/bindings/") && [KindName.user, KindName.serviceAccount].contains(reference.kind)
    }

    private static func account(_ name: String, _ organization: String?) -> ObjectKey {
        ObjectKey(kind: KindName.serviceAccount, organization: organization, name: name)
    }

    /// Why a binding matches nobody; nil where it matches somebody.
    ///
    /// The answer is also nil for a name without an object: that is reported as an unresolved reference.
    private func whyNobody(_ name: Name) throws(StoreError) -> String? {
        let resolved = try ResolvedRequester.resolve(
            name.requester, organization: name.organization, environment: nil, in: directory)
        switch resolved.refusal {
        case .requesterUnknown: return nil
        case .notMember(_, let organization):
            if case .serviceAccount(let account, _) = name.requester {
                if let expiry = resolved.account?.expiresAt, expiry <= now { return "it expired at \(expiry)" }
                if try actsForAgent(account, name.organization) { return nil }
                return "no agent acts as it, and it has no active membership in '\(organization)'" + place
            }
            return "the user has no active membership in '\(organization)'" + place
        case .userInactive: return "the user is not active"
        case .serviceAccountDisabled: return "it is disabled"
        default: return resolved.account?.expiresAt.flatMap { $0 <= now ? "it expired at \($0)" : nil }
        }
    }

    private var place: String { rows == nil ? " by these manifests" : "" }

    private func actsForAgent(_ account: String, _ organization: String) throws(StoreError) -> Bool {
        if actingAccounts.contains(Self.account(account, organization)) { return true }
        let key = StoredUniqueKey(name: "Agent.serviceAccount", scope: organization, value: account)
        return try rows?.holder(of: key) != nil
    }

    private func diagnostic(
        _ reference: ObjectReference, of policy: ResourceObject, _ why: String
    ) -> Diagnostic {
        let start = SourcePosition(line: max(1, reference.line), column: max(1, reference.column))
        let what = reference.kind == KindName.user ? "user '\(reference.name)'" : "service account '\(reference.name)'"
        return Diagnostic(
            Self.code, "the binding of Policy '\(policy.key.name)' to \(what) can match nobody: \(why)",
            severity: .warning,
            at: SourceRange(
                file: policy.source.file, start: start,
                end: SourcePosition(line: start.line, column: start.column + reference.name.unicodeScalars.count)))
    }
}
