import Glibc
import ReeveAudit

/// Who runs this command. A fresh embedded store has one local administrator, the OS user.
struct Operator: Sendable {
    /// `os:NAME@HOST`.
    let id: String
    let source: AuditEvent.Source

    var actor: AuditEvent.Actor { AuditEvent.Actor(kind: .operatingSystemUser, id: id) }

    static func current() -> Operator {
        let user =
            getpwuid(geteuid()).flatMap { entry in entry.pointee.pw_name.map { String(cString: $0) } }
            ?? "uid-\(geteuid())"
        var buffer = [CChar](repeating: 0, count: 256)
        let name =
            gethostname(&buffer, buffer.count - 1) == 0
            ? buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" } : ""
        let host = name.isEmpty ? "localhost" : name
        return Operator(id: "os:\(user)@\(host)", source: AuditEvent.Source(host: host, osUser: user))
    }
}
