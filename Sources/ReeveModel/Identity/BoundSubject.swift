/// Whom the id of a `user` binding names: the one reader of such ids.
///
///     BoundSubject("anna")                // .requester(.user("anna"))
///     BoundSubject("service-account:ci")  // .requester(.serviceAccount("ci", organization: nil))
///     BoundSubject("os:anna@build-7")     // .requester(.localAdministrator("anna@build-7"))
///     BoundSubject("os:*")                // .anyLocalAdministrator
package enum BoundSubject: Sendable, Hashable {
    /// Whoever works on the store as a user of the operating system, on whatever host.
    case anyLocalAdministrator
    case requester(Requester)

    package init(_ id: String) {
        guard id != Self.anyLocalAdministrator.description else {
            self = .anyLocalAdministrator
            return
        }
        switch Requester(id) {
        // A binding names a person by the login alone: `anna`, and not `user:anna`.
        case .user: self = .requester(.unreadable(id))
        case .unreadable: self = .requester(ObjectName.isValid(id) ? .user(id) : .unreadable(id))
        case let requester: self = .requester(requester)
        }
    }
}

extension BoundSubject: CustomStringConvertible {
    /// The text of the requester, or `os:*`.
    package var description: String {
        switch self {
        case .anyLocalAdministrator: "os:*"
        case .requester(let requester): requester.description
        }
    }
}
