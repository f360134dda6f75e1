/// Who wants something done, as batches and events name it: `user:anna`, `service-account:ci`, `os:NAME@HOST`.
///
///     Requester("user:anna").kind  // .user("anna")
package struct Requester: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A person, by login.
        case user(String)
        /// A machine; with the organization where the text names one (`service-account:ci@acme`).
        case serviceAccount(String, organization: String?)
        /// The user of the operating system who works on an embedded store.
        case localAdministrator
        /// None of these: nobody.
        case unreadable
    }

    package static let userPrefix = "user:"
    package static let serviceAccountPrefix = "service-account:"
    package static let localPrefix = "os:"
    /// What a `user` binding writes for every local administrator, whoever and wherever.
    package static let anyLocalAdministrator = "os:*"

    /// As it was given.
    package let id: String
    package let kind: Kind

    package init(_ id: String) {
        self.id = id
        kind = Requester.kind(of: id)
    }

    private static func kind(of id: String) -> Kind {
        if id.hasPrefix(userPrefix) {
            let name = String(id.dropFirst(userPrefix.count))
            return ObjectName.isValid(name) ? .user(name) : .unreadable
        }
        if id.hasPrefix(serviceAccountPrefix) {
            let parts = id.dropFirst(serviceAccountPrefix.count).split(
                separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.allSatisfy(ObjectName.isValid) else { return .unreadable }
            return .serviceAccount(String(parts[0]), organization: parts.count == 2 ? String(parts[1]) : nil)
        }
        return isLocal(id) ? .localAdministrator : .unreadable
    }

    /// Whether a text is `os:NAME@HOST`.
    package static func isLocal(_ id: String) -> Bool {
        guard id.hasPrefix(localPrefix), id != anyLocalAdministrator else { return false }
        let parts = id.dropFirst(localPrefix.count).split(
            separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
    }
}

extension Requester: CustomStringConvertible {
    package var description: String { id }
}
