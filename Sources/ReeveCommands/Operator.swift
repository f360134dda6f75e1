import Glibc
import ReeveAudit
import ReeveModel
import ReeveStore

/// Who runs this command. A fresh embedded store has one local administrator, the OS user.
struct Operator: Sendable {
    let requester: Requester
    let source: AuditEvent.Source

    /// `os:NAME@HOST`.
    var id: String { requester.description }

    var actor: AuditEvent.Actor { AuditEvent.Actor(requester) }

    static func current() -> Operator {
        let user =
            getpwuid(geteuid()).flatMap { entry in entry.pointee.pw_name.map { String(cString: $0) } }
            ?? "uid-\(geteuid())"
        var buffer = [CChar](repeating: 0, count: 256)
        let name =
            gethostname(&buffer, buffer.count - 1) == 0
            ? buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" } : ""
        let host = name.isEmpty ? "localhost" : name
        return Operator(
            requester: .localAdministrator("\(user)@\(host)"), source: AuditEvent.Source(host: host, osUser: user))
    }
}
