import Glibc
import ReeveAudit
import ReeveJSON
import ReeveManifest
import ReeveModel

/// The key that signs the checkpoints of a store. It is a file of mode 0600, with its public half beside it as `.pub`.
///
/// The first write makes the key. Whoever has the file can sign. So keep checkpoints in another place too, for example
/// in git, where a rewritten log is noticed.
struct CheckpointKeyFile: Sendable {
    let path: String
    var publicPath: String { path + ".pub" }

    /// - Parameter path: the file of the private half.
    init(path: String) { self.path = path }

    /// The key of a project's store. For a database file, the key is beside that file. For a store on a server, the key
    /// is in the project.
    init(project: Project) {
        switch project.spec.store {
        case .sqlite(let path): self.init(path: project.absolute(path) + ".key")
        case .postgresql: self.init(path: project.absolute(".reeve/store.key"))
        }
    }

    /// The public key in the file beside the private one.
    ///
    /// - Throws: ``AuditError``.
    func verifierKey() throws -> VerifierKey {
        let text = String(decoding: try BoundedFile.read(publicPath), as: UTF8.self)
        return try VerifierKey(vkey: String(text.prefix { !$0.isWhitespace }))
    }

    /// Whether the key exists. Without it the log cannot be signed under the same name.
    var isThere: Bool { access(path, F_OK) == 0 }

    /// The name that the store signs with: that of its key; without a key, the one that a new key would get.
    func origin(_ storeID: ULID) throws -> String { try standing()?.verifierKey.name ?? Self.name(storeID) }

    static func name(_ storeID: ULID) -> String { "reeve-" + storeID.text }

    /// The signer. Where there is no key, one is made.
    ///
    /// Processes that make the key at the same time agree: the first key in the file counts for all of them. Where the
    /// public half is missing, it is written from the private one. A public half of another key is left alone: it is
    /// evidence, and `audit verify` reports it.
    ///
    /// - Throws: ``AuditError``, also for a key file that others may read.
    func signer(name: String) throws -> Ed25519CheckpointSigner {
        // Existing files are not written again. So what a killed process has left of a write is removed here.
        for file in [path, publicPath] { BoundedFile.removeLeftovers(of: file) }
        let signer = try standing() ?? made(name: name)
        if access(publicPath, F_OK) != 0 {
            // A missing public half does not stop a signature. The next signature tries to write it again.
            try? BoundedFile.create(
                publicPath, text: signer.verifierKey.vkey + "\n", mode: 0o644, replaces: false)
        }
        return signer
    }

    /// A new key; where another process has written one in the meantime, that one.
    private func made(name: String) throws -> Ed25519CheckpointSigner {
        let seed = Ed25519CheckpointSigner.makeSeed()
        let signer = try Ed25519CheckpointSigner(name: name, seed: seed)
        do {
            try BoundedFile.create(path, text: "\(name) \(Hex.encode(seed))\n", mode: 0o600, replaces: false)
        } catch {
            if let other = try standing() { return other }
            throw error
        }
        return signer
    }

    /// The key in the file; nil where there is no file.
    private func standing() throws -> Ed25519CheckpointSigner? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw AuditError(.input, "cannot read the key '\(path)': \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw AuditError(.input, "the key '\(path)' may be read by others; set its mode to 0600")
        }
        let text = String(decoding: try BoundedFile.read(path), as: UTF8.self)
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let seed = Hex.decode(String(parts[1])) else {
            throw AuditError(.invalidKey, "the key '\(path)' is not a name and 64 hexadecimal digits")
        }
        return try Ed25519CheckpointSigner(name: String(parts[0]), seed: seed)
    }
}
