import Glibc
import ReeveDiagnostics

extension SourceText {
    /// Reads a regular file, following links.
    ///
    /// Refused without reading: what is larger than `limits.fileBytes`, and pipes, devices and folders; opening
    /// never waits for a writer. The whole file is copied into memory, so that a file that shrinks meanwhile
    /// does no harm.
    ///
    /// - Throws: A diagnostic, one of the `source.` codes.
    package init(
        readingFile path: String, named file: String? = nil, limits: ReadingLimits = ReadingLimits()
    ) throws(Diagnostic) {
        let name = file ?? path
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.unreadable(name, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(name, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let what =
                switch status.st_mode & S_IFMT {
                case S_IFDIR: "a folder"
                case S_IFIFO: "a named pipe"
                case S_IFSOCK: "a socket"
                default: "a device"
                }
            throw Diagnostic(.sourceNotAFile, "'\(name)' is \(what), not a file", at: SourceRange(file: name))
        }
        guard status.st_size <= limits.fileBytes else { throw Self.tooLarge(name, limits) }
        // One byte more than expected: the read that follows then sees the end of the file.
        let storage = try Self.readAll(descriptor, name, expected: Int(status.st_size) + 1, limits)
        try self.init(storage: storage, file: name)
    }

    /// Reads an open descriptor to its end; it may be a pipe and the call may wait for its writer.
    ///
    /// - Throws: A diagnostic, one of the `source.` codes.
    package init(
        readingDescriptor descriptor: CInt, named file: String = "-", limits: ReadingLimits = ReadingLimits()
    ) throws(Diagnostic) {
        try self.init(storage: Self.readAll(descriptor, file, expected: 64 << 10, limits), file: file)
    }

    private static func readAll(
        _ descriptor: CInt, _ name: String, expected: Int, _ limits: ReadingLimits
    ) throws(Diagnostic) -> SourceBytes {
        var buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, expected))
        var count = 0
        while true {
            if count == buffer.count {
                let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: buffer.count * 2)
                _ = larger.update(fromContentsOf: buffer)
                buffer.deallocate()
                buffer = larger
            }
            let got = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            if got == 0 { return SourceBytes(adopting: buffer, count: count) }
            if got < 0 {
                if errno == EINTR { continue }
                let code = errno
                buffer.deallocate()
                throw unreadable(name, code)
            }
            count += got
            guard count <= limits.fileBytes else {
                buffer.deallocate()
                throw tooLarge(name, limits)
            }
        }
    }

    private static func unreadable(_ name: String, _ code: CInt) -> Diagnostic {
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return Diagnostic(.sourceUnreadable, "cannot read '\(name)': \(reason)", at: SourceRange(file: name))
    }

    private static func tooLarge(_ name: String, _ limits: ReadingLimits) -> Diagnostic {
        Diagnostic(
            .sourceTooLarge, "'\(name)' is larger than \(limits.fileBytes >> 20) MiB", at: SourceRange(file: name),
            help: "split it into several files")
    }
}
