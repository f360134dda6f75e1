import ReeveAudit
import ReeveModel
import ReeveStore

/// Who asks for an operation. A new embedded store has one local administrator, the user of the operating system.
package struct Operator: Sendable {
    package let identity: Requester
    package let source: AuditEvent.Source

    package init(user: String, host: String) {
        identity = .localAdministrator("\(user)@\(host)")
        source = AuditEvent.Source(host: host, osUser: user)
    }

    package init(identity: Requester, source: AuditEvent.Source) {
        self.identity = identity
        self.source = source
    }

    /// In the form `os:NAME@HOST`.
    package var id: String { identity.description }

    package var actor: AuditEvent.Actor { AuditEvent.Actor(identity) }
}
