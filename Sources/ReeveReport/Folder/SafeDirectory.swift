import Glibc
import ReeveAudit

/// An open directory; everything is done relative to it, one name at a time, and no symbolic link is followed.
final class SafeDirectory: Sendable {
    /// What a folder is named that another one replaces, before its own name.
    static let asidePrefix = ".old-"

    private let descriptor: Int32
    let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens the folder that the user named; makes it, and what is above it, where it does not exist.
    static func open(path: String) throws(ReportError) -> SafeDirectory {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw failure("cannot make '\(made)'") }
            made += "/"
        }
        let descriptor = Glibc.open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot open '\(path)'") }
        return SafeDirectory(descriptor: descriptor, path: path)
    }

    /// Opens the folder that the user named where it exists.
    static func existing(path: String) -> SafeDirectory? {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        return descriptor < 0 ? nil : SafeDirectory(descriptor: descriptor, path: path)
    }

    /// Makes a folder that this process alone writes to, and locks it; nil where the name is taken, or was taken away
    /// before the lock was there.
    func makeOwnDirectory(_ name: String) throws(ReportError) -> SafeDirectory? {
        guard mkdirat(descriptor, name, 0o755) == 0 else {
            if errno == EEXIST { return nil }
            throw failure(name, "cannot make")
        }
        let descriptor = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(name, "cannot open")
        }
        let child = SafeDirectory(descriptor: descriptor, path: path + "/" + name)
        return takeLock(of: child, named: name) == .lost ? nil : child
    }

    /// Locks a folder below this one for its writer, or for one that removes it; see ``WriterLock``.
    func takeLock(of child: SafeDirectory, named name: String) -> WriterLock.Outcome {
        WriterLock.take(child.descriptor, named: name, in: descriptor)
    }

    /// Lets everybody read, whatever the process's umask says.
    func openForReading() { fchmod(descriptor, 0o755) }

    /// Opens a folder below this one; makes it where it does not exist.
    func makeDirectory(_ name: String) throws(ReportError) -> SafeDirectory {
        let isNew = mkdirat(descriptor, name, 0o755) == 0
        if !isNew, errno != EEXIST { throw failure(name, "cannot make") }
        let child = try openDirectory(name)
        // As with files, the umask does not count.
        if isNew { fchmod(child.descriptor, 0o755) }
        return child
    }

    func openDirectory(_ name: String) throws(ReportError) -> SafeDirectory {
        let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard child >= 0 else { throw failure(name, "cannot open") }
        return SafeDirectory(descriptor: child, path: path + "/" + name)
    }

    /// Writes a new file of mode 0644; fails where the name is taken.
    func write(_ name: String, _ bytes: [UInt8]) throws(ReportError) {
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(name, "cannot make") }
        defer { close(file) }
        // The process's umask does not count: a report is for others to read.
        guard fchmod(file, 0o644) == 0 else { throw failure(name, "cannot write") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure(name, "cannot write") }
            rest = rest.dropFirst(written)
        }
        guard fsync(file) == 0 else { throw failure(name, "cannot write") }
    }

    func synchronize() throws(ReportError) {
        guard fsync(descriptor) == 0 else { throw failure(".", "cannot write") }
    }

    /// Gives a folder a name that nothing has.
    func rename(_ name: String, to final: String) throws(ReportError) {
        guard renameat(descriptor, name, descriptor, final) == 0 else { throw failure(final, "cannot write") }
    }

    /// Gives the folder `temporary` the name `name`; a folder that has it is moved aside first, and then removed.
    ///
    /// Between the two renames the name stands for nothing (glibc's exchange is not visible to Swift); a crash there
    /// leaves the old folder as `.old-NAME`.
    func replace(_ name: String, with temporary: String) throws(ReportError) {
        if renameat(descriptor, temporary, descriptor, name) == 0 { return try synchronize() }
        guard errno == ENOTEMPTY || errno == EEXIST else { throw failure(name, "cannot replace") }
        let aside = Self.asidePrefix + name
        try removeTree(aside)
        guard renameat(descriptor, name, descriptor, aside) == 0 else { throw failure(name, "cannot replace") }
        guard renameat(descriptor, temporary, descriptor, name) == 0 else {
            let failed = failure(name, "cannot replace")
            renameat(descriptor, aside, descriptor, name)
            throw failed
        }
        try synchronize()
        // The report stands; what stays of the old one is left to the next.
        try? removeTree(aside)
    }

    /// - Throws: `obstructed` where something other than a symbolic link has this name.
    func checkReplaceableLink(_ name: String) throws(ReportError) {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw failure(name, "cannot look at")
        }
        guard status.st_mode & S_IFMT == S_IFLNK else {
            throw ReportError(.obstructed, "'\(path)/\(name)' is there and is no symbolic link; move it away")
        }
    }

    /// Whether a name is there, and what it points to where it is a link.
    func hasTarget(_ name: String) -> Bool { faccessat(descriptor, name, F_OK, 0) == 0 }

    /// Makes or replaces a symbolic link in one step.
    func setLink(_ name: String, to target: String) throws(ReportError) {
        try checkReplaceableLink(name)
        let temporary = ".new-" + name
        unlinkat(descriptor, temporary, 0)
        guard symlinkat(target, descriptor, temporary) == 0 else { throw failure(name, "cannot make") }
        guard renameat(descriptor, temporary, descriptor, name) == 0 else {
            let failed = failure(name, "cannot replace")
            unlinkat(descriptor, temporary, 0)
            throw failed
        }
    }

    /// Removes a file, a link (not what it points to) or a folder with all that is in it; nothing where there is none.
    func removeTree(_ name: String) throws(ReportError) {
        if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw failure(name, "cannot remove") }
        let folder = try openDirectory(name)
        for entry in try folder.names() { try folder.removeTree(entry) }
        guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 else { throw failure(name, "cannot remove") }
    }

    func names() throws(ReportError) -> [String] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let handle = fdopendir(copy) else { throw failure(".", "cannot read") }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func failure(_ name: String, _ action: String) -> ReportError {
        SafeDirectory.failure("\(action) '\(path)/\(name)'")
    }

    private static func failure(_ what: String) -> ReportError {
        // What stands in the way of a folder, symbolic links included, is for a person to move.
        let isObstructed = errno == ELOOP || errno == ENOTDIR || errno == EEXIST
        return ReportError(isObstructed ? .obstructed : .ioFailure, "\(what): \(String(cString: strerror(errno)))")
    }
}
