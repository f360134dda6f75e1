import Glibc
import ReeveOperations

extension Operator {
    /// The user who runs this process. A command asks once, in its ``CommandContext``.
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
