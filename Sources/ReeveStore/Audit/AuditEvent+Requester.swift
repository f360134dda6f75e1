package import ReeveAudit
package import ReeveModel

extension AuditEvent.Actor {
    /// The actor of an event that this requester causes.
    package init(_ requester: Requester) {
        let kind: Kind =
            switch requester {
            case .user: .user
            case .serviceAccount: .serviceAccount
            case .localAdministrator, .unreadable: .operatingSystemUser
            }
        self.init(kind: kind, id: requester.description)
    }
}
