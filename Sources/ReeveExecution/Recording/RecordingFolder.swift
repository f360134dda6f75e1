internal import Glibc
internal import ReeveAudit
internal import ReeveJSON

/// The files of a recording. Every function blocks.
struct RecordingFolder: Sendable {
    /// Of one exchange, in bytes.
    static let lineBytesMax = 16 << 20
    /// Of one file, in bytes.
    static let fileBytesMax = 256 << 20

    let path: String

    func file(_ name: String) -> String { path + "/" + name }

    /// Makes the folder. It must be empty, or hold a recording, whose files are then removed.
    func prepare() throws(RecordingError) {
        try makeFolders(path)
        let names = try contents(path)
        guard !names.isEmpty else { return }
        guard names.contains(RecordingManifest.fileName) || names.allSatisfy(RecordingFolder.ownNames.contains) else {
            throw RecordingError(
                .occupied, "the folder holds something else than a recording; name an empty or a new one", file: path)
        }
        // The manifest goes first: what is left of the old recording then counts as unfinished.
        for name in [RecordingManifest.fileName] + names.filter(RecordingFolder.ownNames.contains) {
            try removeAll(file(name))
        }
    }

    private static let ownNames: Set<String> = [
        RecordingManifest.fileName, "runs", "tools.jsonl", "outcome.json",
    ]

    func append(_ lines: [JSONValue], to name: String) throws(RecordingError) {
        let path = file(name)
        if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
        try write(lines.flatMap { $0.canonicalBytes + [UInt8(ascii: "\n")] }, to: path, flags: O_APPEND)
    }

    func replace(_ name: String, with text: String) throws(RecordingError) {
        let (final, draft) = (file(name), file(name) + ".new")
        try write(Array(text.utf8), to: draft, flags: O_TRUNC)
        guard rename(draft, final) == 0 else { throw refusal("write", final) }
    }

    /// - Returns: nil where there is no such file.
    func read(_ name: String, limit: Int = fileBytesMax) throws(RecordingError) -> [UInt8]? {
        let path = file(name)
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw refusal("read", path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RecordingError(.damaged, "it is no regular file", file: path)
        }
        guard status.st_size <= limit else {
            throw RecordingError(.tooLarge, "it is larger than \(limit) bytes", file: path)
        }
        do {
            return try BoundedFile.read(path, limit: limit)
        } catch {
            throw RecordingError(.system, "\(error)", file: path)
        }
    }

    /// The files below `runs/`, sorted.
    func runFiles() throws(RecordingError) -> [String] {
        var found: [String] = []
        for name in try contents(file("runs")) {
            if name.hasSuffix(".jsonl") {
                found.append("runs/" + name)
            } else {
                found += try contents(file("runs/" + name)).filter { $0.hasSuffix(".jsonl") }
                    .map { "runs/\(name)/\($0)" }
            }
        }
        return found.sorted()
    }

    // MARK: The system

    private func refusal(_ what: String, _ path: String) -> RecordingError {
        RecordingError(.system, "cannot \(what) it: \(String(cString: strerror(errno)))", file: path)
    }

    private func makeFolders(_ path: String) throws(RecordingError) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            folder += (folder.isEmpty || folder.hasSuffix("/") ? "" : "/") + part
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw refusal("make", folder) }
        }
    }

    private func contents(_ path: String) throws(RecordingError) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw refusal("read", path)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private func removeAll(_ path: String) throws(RecordingError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try contents(path) { try removeAll(path + "/" + name) }
            guard rmdir(path) == 0 else { throw refusal("remove", path) }
        } else if unlink(path) != 0 {
            throw refusal("remove", path)
        }
    }

    private func write(_ bytes: [UInt8], to path: String, flags: Int32) throws(RecordingError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0o644)
        guard descriptor >= 0 else { throw refusal("write", path) }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw refusal("write", path) }
            offset += count
        }
    }
}
