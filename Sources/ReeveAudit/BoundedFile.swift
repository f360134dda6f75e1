import Glibc

/// Small files, read whole: checkpoints, keys, and what else has a bound.
///
/// Reading blocks as long as the disk does, and a pipe's writer for a while; see `InputFile`.
package enum BoundedFile {
    package static let maximumBytes = 1 << 20

    /// - Parameter limit: in bytes; a larger file is an error.
    /// - Throws: ``AuditError`` with code `input`.
    package static func read(_ path: String, limit: Int = maximumBytes) throws -> [UInt8] {
        let file = try InputFile(path: path)
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try file.read(into: &chunk, count: chunk.count)
            if count == 0 { return content }
            content += chunk[..<count]
            guard content.count <= limit else { throw AuditError(.input, "'\(path)' is larger than \(limit) bytes") }
        }
    }
}
