import Glibc
import ReeveAudit
import Synchronization

/// Numbers the files that this process writes, so that two writers of one path do not meet in one temporary file.
private let writes = Atomic<Int>(0)

/// Small files, written whole.
extension BoundedFile {
    /// Makes a folder and those above it.
    ///
    /// - Throws: ``AuditError`` with code `input`.
    static func makeFolders(_ path: String) throws {
        var folder = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            folder += (folder.isEmpty || folder.hasSuffix("/") ? "" : "/") + part
            if mkdir(folder, 0o755) != 0, errno != EEXIST {
                throw AuditError(.input, "cannot make the folder '\(folder)': \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Writes a new file under a name of its own and puts it in place, so that nobody sees half of it.
    ///
    /// - Throws: ``AuditError`` with code `input`; also where the file exists and is not to be replaced.
    static func create(_ path: String, text: String, mode: mode_t, replaces: Bool) throws {
        try create(path, mode: mode, replaces: replaces) { write in try write(Array(text.utf8)) }
    }

    /// The same for what comes in pieces.
    ///
    /// - Throws: ``AuditError`` with code `input`; also what `body` throws.
    static func create(
        _ path: String, mode: mode_t, replaces: Bool, _ body: (([UInt8]) throws -> Void) throws -> Void
    ) throws {
        let number = writes.wrappingAdd(1, ordering: .relaxed).newValue
        let temporary = path + ".\(getpid())-\(number).new"
        var descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        if descriptor < 0, errno == EEXIST {
            // Left by a process of the same number that was killed.
            unlink(temporary)
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        }
        guard descriptor >= 0 else {
            throw AuditError(.input, "cannot write '\(path)': \(String(cString: strerror(errno)))")
        }
        var failure: CInt = 0
        do {
            try body { piece in
                var rest = piece[...]
                while !rest.isEmpty, failure == 0 {
                    let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                    if written < 0 { failure = errno == EINTR ? 0 : errno } else { rest = rest.dropFirst(written) }
                }
            }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0 {
            let placed = replaces ? rename(temporary, path) : link(temporary, path)
            if placed != 0 { failure = errno }
        }
        unlink(temporary)
        if failure != 0 { throw AuditError(.input, "cannot write '\(path)': \(String(cString: strerror(failure)))") }
    }
}
