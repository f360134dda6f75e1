import Glibc
import ReeveAudit

/// Small files, read whole.
enum BoundedFile {
    static let maximumBytes = 256 * 1024

    /// - Throws: ``AuditError`` with code `input`.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AuditError(.input, "cannot open '\(path)': \(reason())") }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw AuditError(.input, "cannot read '\(path)': \(reason())") }
            if count == 0 { return content }
            content += chunk[..<count]
            guard content.count <= maximumBytes else {
                throw AuditError(.input, "'\(path)' is larger than \(maximumBytes) bytes")
            }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
