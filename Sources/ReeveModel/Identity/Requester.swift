/// Who wants something done. The one reader and the one spelling of its text, as batches, events and limits hold it.
///
///     Requester("user:anna")                 // .user("anna")
///     Requester("service-account:ci@acme")   // .serviceAccount("ci", organization: "acme")
///     Requester("os:anna@build-7")           // .localAdministrator("anna@build-7")
///     Requester("anna")                      // .unreadable("anna")
///
/// Every text is a requester, and ``description`` gives that text back. A text that names nobody (a row that other hands
/// have changed may hold one) is `unreadable`: it asks for things like anybody else, and is refused like somebody unknown.
package enum Requester: Sendable, Hashable {
    /// A person, by login.
    case user(String)
    /// A machine; with the organization where the text names one.
    case serviceAccount(String, organization: String?)
    /// The user of the operating system who works on an embedded store, as `NAME@HOST`.
    case localAdministrator(String)
    /// A text that is none of these.
    case unreadable(String)

    private static let userPrefix = "user:"
    private static let serviceAccountPrefix = "service-account:"
    private static let localPrefix = "os:"

    package init(_ text: String) {
        if text.hasPrefix(Self.userPrefix) {
            let name = String(text.dropFirst(Self.userPrefix.count))
            self = ObjectName.isValid(name) ? .user(name) : .unreadable(text)
        } else if text.hasPrefix(Self.serviceAccountPrefix) {
            let parts = Self.split(text.dropFirst(Self.serviceAccountPrefix.count))
            self =
                parts.allSatisfy(ObjectName.isValid)
                ? .serviceAccount(String(parts[0]), organization: parts.count == 2 ? String(parts[1]) : nil)
                : .unreadable(text)
        } else if text.hasPrefix(Self.localPrefix) {
            let place = text.dropFirst(Self.localPrefix.count)
            let parts = Self.split(place)
            self =
                parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
                ? .localAdministrator(String(place)) : .unreadable(text)
        } else {
            self = .unreadable(text)
        }
    }

    /// The name and what stands behind the first `@`.
    private static func split(_ text: Substring) -> [Substring] {
        text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    }
}

extension Requester: CustomStringConvertible {
    package var description: String {
        switch self {
        case .user(let name): Self.userPrefix + name
        case .serviceAccount(let name, nil): Self.serviceAccountPrefix + name
        case .serviceAccount(let name, let organization?): Self.serviceAccountPrefix + name + "@" + organization
        case .localAdministrator(let place): Self.localPrefix + place
        case .unreadable(let text): text
        }
    }
}

extension Requester: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}
