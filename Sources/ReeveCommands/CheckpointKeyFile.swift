import Glibc
import ReeveAudit
import ReeveJSON

/// The key that signs the checkpoints of an embedded store: a file of mode 0600 beside the database, its
/// public half beside it as `.pub`.
///
/// The first write makes it. Who holds the file can sign; keep checkpoints elsewhere too (git), so that
/// rewriting the log shows.
struct CheckpointKeyFile: Sendable {
    /// The store's path; the key is `<path>.key`.
    let store: String

    private var path: String { store + ".key" }
    private var publicPath: String { store + ".key.pub" }

    /// The public key as the file beside the store says it.
    ///
    /// - Throws: ``AuditError``.
    func verifierKey() throws -> VerifierKey {
        let text = String(decoding: try BoundedFile.read(publicPath), as: UTF8.self)
        return try VerifierKey(vkey: String(text.prefix { !$0.isWhitespace }))
    }

    /// The signer; its key is made where there is none.
    ///
    /// - Throws: ``AuditError``; for a file that others may read too.
    func signer(name: String) throws -> Ed25519CheckpointSigner {
        if access(path, F_OK) == 0 {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
                throw AuditError(.input, "the key '\(path)' may be read by others; set its mode to 0600")
            }
            let text = String(decoding: try BoundedFile.read(path), as: UTF8.self)
            let parts = text.split(whereSeparator: \.isWhitespace)
            guard parts.count == 2, let seed = Hex.decode(String(parts[1])) else {
                throw AuditError(.invalidKey, "the key '\(path)' is not a name and 64 hexadecimal digits")
            }
            return try Ed25519CheckpointSigner(name: String(parts[0]), seed: seed)
        }
        let seed = Ed25519CheckpointSigner.makeSeed()
        let signer = try Ed25519CheckpointSigner(name: name, seed: seed)
        try BoundedFile.create(publicPath, text: signer.verifierKey.vkey + "\n", mode: 0o644, replaces: true)
        try BoundedFile.create(path, text: "\(name) \(Hex.encode(seed))\n", mode: 0o600, replaces: false)
        return signer
    }
}

/// Small files, read and written whole.
enum BoundedFile {
    static let maximumBytes = 1 << 20

    /// - Throws: ``AuditError`` with code `input`.
    static func read(_ path: String, limit: Int = maximumBytes) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
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
        let temporary = path + ".\(getpid()).new"
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
