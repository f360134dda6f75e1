import Glibc
import ReeveOperations

extension Operator {
    /// Who runs this process. Asked once for a command, in its ``CommandContext``.
    static func current() -> Operator {
        let user =
            getpwuid(geteuid()).flatMap { entry in entry.pointee.pw_name.map { String(cString: $0) } }
            ?? "uid-\(geteuid())"
        var buffer = [CChar](repeating: 0, count: 256)
        let name =
            gethostname(&buffer, buffer.count - 1) == 0
            ? buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" } : ""
        return Operator(user: user, host: name.isEmpty ? "localhost" : name)
    }
}
