import Glibc

/// A file or pipe that somebody named, opened so that it cannot hang the reader.
///
/// A pipe that nobody writes into any more has ended; one that nobody has written into yet is waited for. Whoever says
/// nothing is given up after a while. Devices (`/dev/zero` never ends, a terminal waits for a person) and folders are no
/// input.
struct InputFile: ~Copyable {
    /// The longest silence of a pipe's writer.
    static let patience: CInt = 30_000

    private let descriptor: CInt
    private let path: String
    private let patience: CInt

    /// - Parameter patience: in milliseconds.
    /// - Throws: ``AuditError`` with code `input`.
    init(path: String, patience: CInt = InputFile.patience) throws(AuditError) {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard opened >= 0 else { throw Self.systemError("cannot open '\(path)'") }
        var status = stat()
        guard fstat(opened, &status) == 0 else {
            let error = Self.systemError("cannot read '\(path)'")
            close(opened)
            throw error
        }
        let type = status.st_mode & S_IFMT
        guard type == S_IFREG || type == S_IFIFO else {
            close(opened)
            throw AuditError(.input, "'\(path)' is \(type == S_IFDIR ? "a folder" : "a device"), not a file")
        }
        // A read would find the end of a pipe whose writer is still to come. The wait ends with its first bytes, or when
        // it has come and gone.
        if type == S_IFIFO {
            do throws(AuditError) {
                try Self.wait(for: opened, path, patience)
            } catch {
                close(opened)
                throw error
            }
        }
        descriptor = opened
        self.path = path
        self.patience = patience
    }

    deinit { close(descriptor) }

    /// Reads what is there; 0 at the end.
    ///
    /// - Throws: ``AuditError`` with code `input`.
    func read(into buffer: UnsafeMutableRawPointer?, count: Int) throws(AuditError) -> Int {
        while true {
            let got = Glibc.read(descriptor, buffer, count)
            if got >= 0 { return got }
            switch errno {
            case EINTR: continue
            case EAGAIN: try Self.wait(for: descriptor, path, patience)
            default: throw Self.systemError("cannot read '\(path)'")
            }
        }
    }

    private static func wait(for descriptor: CInt, _ path: String, _ patience: CInt) throws(AuditError) {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var ready: CInt
        repeat { ready = poll(&watched, 1, patience) } while ready < 0 && errno == EINTR
        if ready == 0 { throw AuditError(.input, "nothing came out of '\(path)' for \(patience / 1_000) s") }
        if ready < 0 { throw systemError("cannot read '\(path)'") }
    }

    private static func systemError(_ what: String) -> AuditError {
        AuditError(.input, "\(what): \(String(cString: strerror(errno)))")
    }
}
