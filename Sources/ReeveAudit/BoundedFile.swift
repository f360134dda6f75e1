import Glibc

/// Small files, read whole: checkpoints, keys, and what else has a bound.
///
/// Reading blocks as long as the disk does.
package enum BoundedFile {
    package static let maximumBytes = 1 << 20

    /// - Parameters:
    ///   - limit: in bytes; a larger file is an error.
    ///   - waitsForWriter: whether a pipe is read until its writer is done; else only what is in it already.
    /// - Throws: ``AuditError`` with code `input`.
    package static func read(
        _ path: String, limit: Int = maximumBytes, waitsForWriter: Bool = false
    ) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (waitsForWriter ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else {
            throw AuditError(.input, "cannot open '\(path)': \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw AuditError(.input, "cannot read '\(path)': \(String(cString: strerror(errno)))")
            }
            if count == 0 { return content }
            content += chunk[..<count]
            guard content.count <= limit else { throw AuditError(.input, "'\(path)' is larger than \(limit) bytes") }
        }
    }
}
