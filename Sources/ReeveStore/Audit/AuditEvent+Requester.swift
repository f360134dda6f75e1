package import ReeveAudit
package import ReeveModel

extension AuditEvent.Actor {
    /// A requester as the one who acts.
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
