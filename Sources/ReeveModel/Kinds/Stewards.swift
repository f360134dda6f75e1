import ReeveJSON

/// Who looks after a platform and its organizations: active admins, and owners whose user or service account is active.
///
/// Takes objects one by one, so that it can be asked before a change and after it.
package struct Stewards: Sendable {
    /// Objects of other kinds do not matter.
    package static let kinds = KindRegistry.standard.names(in: .requester)

    private struct Person: Sendable {
        let isAdmin: Bool
        let isActive: Bool
    }

    private var people: [String: Person] = [:]
    private var activeAccounts: Set<ObjectKey> = []
    /// The user or service account of each active owner's membership.
    private var subjects: [ObjectKey: ObjectKey] = [:]
    private let now: Timestamp

    /// - Parameter now: a service account that has expired by then owns nothing.
    package init(now: Timestamp) { self.now = now }

    package mutating func remove(_ key: ObjectKey) {
        switch key.kind {
        case KindName.user: people[key.name] = nil
        case KindName.serviceAccount: activeAccounts.remove(key)
        case KindName.membership: subjects[key] = nil
        default: break
        }
    }

    /// - Parameter spec: canonical text.
    package mutating func put(_ key: ObjectKey, spec: String) {
        guard Self.kinds.contains(key.kind) else { return }
        remove(key)
        let value = (try? JSONParser.parse(spec)) ?? .null
        switch key.kind {
        case KindName.user:
            people[key.name] = Person(isAdmin: value["role"] == "admin", isActive: value["active"] != false)
        case KindName.serviceAccount:
            let end = value["expiresAt"]?.string.flatMap { Timestamp($0) }
            if value["enabled"] != false, end.map({ $0 > now }) ?? true { activeAccounts.insert(key) }
        default:
            guard value["role"] == "owner", value["active"] != false else { return }
            subjects[key] =
                value["user"]?.string.map { ObjectKey(kind: KindName.user, name: $0) }
                ?? value["serviceAccount"]?.string.map {
                    ObjectKey(kind: KindName.serviceAccount, organization: key.organization, name: $0)
                }
        }
    }

    /// Puts the objects of a renamed organization under their new keys. Users belong to no organization.
    package mutating func move(_ keys: [(from: ObjectKey, to: ObjectKey)]) {
        let accounts = keys.filter { activeAccounts.contains($0.from) }
        let owners = keys.compactMap { key in subjects[key.from].map { (key.from, key.to, $0) } }
        for key in accounts { activeAccounts.remove(key.from) }
        for (from, _, _) in owners { subjects[from] = nil }
        for key in accounts { activeAccounts.insert(key.to) }
        for (_, to, subject) in owners {
            subjects[to] =
                subject.kind == KindName.user
                ? subject : ObjectKey(kind: subject.kind, organization: to.organization, name: subject.name)
        }
    }

    private var hasAdmin: Bool { people.values.contains { $0.isAdmin && $0.isActive } }

    private var ownedOrganizations: Set<String> {
        var found: Set<String> = []
        for (membership, subject) in subjects {
            let isActive =
                subject.kind == KindName.user
                ? people[subject.name]?.isActive == true : activeAccounts.contains(subject)
            if isActive, let organization = membership.organization { found.insert(organization) }
        }
        return found
    }

    /// The platform and the organizations that lose their last steward: nil stands for the platform, a name for an
    /// organization.
    ///
    /// - Parameters:
    ///   - before: the stewards before the change. An organization that had none then loses none.
    ///   - moves: organizations that the change renames.
    ///   - gone: organizations that the change deletes.
    package func lost(since before: Stewards, moves: ScopeMoves, gone: Set<String>) -> [String?] {
        var lost: [String?] = before.hasAdmin && !hasAdmin ? [nil] : []
        let owned = ownedOrganizations
        for organization in before.ownedOrganizations.subtracting(gone).sorted() {
            let name = moves.target(of: Scope(organization: organization)).organization ?? organization
            if !owned.contains(name) { lost.append(name) }
        }
        return lost
    }
}
