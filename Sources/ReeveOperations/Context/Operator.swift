import ReeveAudit

/// Who asks for an operation. A fresh embedded store has one local administrator, the user of the operating system.
package struct Operator: Sendable {
    /// `os:NAME@HOST`.
    package let id: String
    package let source: AuditEvent.Source

    package init(user: String, host: String) {
        id = "os:\(user)@\(host)"
        source = AuditEvent.Source(host: host, osUser: user)
    }

    package var actor: AuditEvent.Actor { AuditEvent.Actor(kind: .operatingSystemUser, id: id) }
}
