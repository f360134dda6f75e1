import Glibc
import ReeveAudit
import Synchronization

/// Numbers the files that this process writes, so that two writers of the same path use different temporary files.
private let writes = Atomic<Int>(0)

/// Small files that are written as a whole.
extension BoundedFile {
    /// Makes a folder and all folders above it. Safe to repeat.
    ///
    /// - Throws: ``AuditError`` with code `input`.
    package static func makeFolders(_ path: String) throws {
        var folder = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            folder += (folder.isEmpty || folder.hasSuffix("/") ? "" : "/") + part
            if mkdir(folder, 0o755) != 0, errno != EEXIST {
                throw AuditError(.input, "cannot make the folder '\(folder)': \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Writes a file under a temporary name and then moves it to its place, so that nobody sees half of it. Before
    /// that, files that killed writers of this path have left are removed.
    ///
    /// - Throws: ``AuditError`` with code `input`, also where the file exists and may not be replaced.
    package static func create(_ path: String, text: String, mode: mode_t, replaces: Bool) throws {
        try create(path, mode: mode, replaces: replaces) { write in try write(Array(text.utf8)) }
    }

    /// Writes a file in pieces under a temporary name, then moves it to its place.
    ///
    /// - Throws: ``AuditError`` with code `input`, and what `body` throws.
    package static func create(
        _ path: String, mode: mode_t, replaces: Bool, _ body: (([UInt8]) throws -> Void) throws -> Void
    ) throws {
        if replaces, isNoFile(path) { return try write(through: path, body) }
        removeLeftovers(of: path)
        let (descriptor, temporary) = try temporaryFile(for: path, mode: mode)
        // The lock on the temporary file is held until its name is gone.
        defer { close(descriptor) }
        var failure: CInt = 0
        do {
            failure = try pieces(body, to: descriptor)
        } catch {
            unlink(temporary)
            throw error
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if failure == 0 {
            let placed = replaces ? rename(temporary, path) : link(temporary, path)
            if placed != 0 { failure = errno }
        }
        unlink(temporary)
        if failure != 0 { throw AuditError(.input, "cannot write '\(path)': \(String(cString: strerror(failure)))") }
    }

    /// Whether the path names a device, a pipe or an open stream. `/dev/stdout` counts as a stream even where it leads
    /// to a file.
    private static func isNoFile(_ path: String) -> Bool {
        if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return true }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Writes to a device or a pipe such as `/dev/stdout`, which must not be replaced by a file.
    private static func write(
        through path: String, _ body: (([UInt8]) throws -> Void) throws -> Void
    ) throws {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw AuditError(.input, "cannot write '\(path)': \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let failure = try pieces(body, to: descriptor)
        if failure != 0 { throw AuditError(.input, "cannot write '\(path)': \(String(cString: strerror(failure)))") }
    }

    /// Writes the pieces that `body` gives. Returns the error of the first write that failed, or 0.
    private static func pieces(
        _ body: (([UInt8]) throws -> Void) throws -> Void, to descriptor: CInt
    ) throws -> CInt {
        var failure: CInt = 0
        try body { piece in
            var rest = piece[...]
            while !rest.isEmpty, failure == 0 {
                let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if written < 0 { failure = errno == EINTR ? 0 : errno } else { rest = rest.dropFirst(written) }
            }
        }
        return failure
    }

    /// Removes temporary files of killed writers of this path. The file of a living writer stays, and so does one that
    /// cannot be removed.
    package static func removeLeftovers(of path: String) {
        let (folder, name) = split(path)
        guard let handle = opendir(folder) else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard isTemporary(found, of: name) else { continue }
            let descriptor = openat(dirfd(handle), found, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if WriterLock.take(descriptor, named: found, in: dirfd(handle)) == .held {
                unlinkat(dirfd(handle), found, 0)
            }
            close(descriptor)
        }
    }

    /// Makes a temporary file beside `path` and locks it; see ``WriterLock``.
    private static func temporaryFile(for path: String, mode: mode_t) throws -> (descriptor: CInt, path: String) {
        while true {
            let number = writes.wrappingAdd(1, ordering: .relaxed).newValue
            let temporary = path + ".\(getpid())-\(number).new"
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            if descriptor < 0 {
                // A process in another container has the same process id, and has made this name.
                if errno == EEXIST { continue }
                throw AuditError(.input, "cannot write '\(path)': \(String(cString: strerror(errno)))")
            }
            if WriterLock.take(descriptor, named: temporary) != .lost { return (descriptor, temporary) }
            // Before the lock was taken, another process took the file for a leftover and removed it.
            close(descriptor)
        }
    }

    /// Whether the name is that of a temporary file, such as `NAME.4711-3.new`.
    private static func isTemporary(_ found: String, of name: String) -> Bool {
        guard found.hasPrefix(name + "."), found.hasSuffix(".new") else { return false }
        let numbers = found.dropFirst(name.count + 1).dropLast(4).split(
            separator: "-", omittingEmptySubsequences: false)
        return numbers.count == 2 && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy { "0"..."9" ~= $0 } }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
