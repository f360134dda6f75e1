import Glibc
import ReeveAudit
import ReeveJSON
import ReeveManifest
import ReeveModel

/// The key that signs the checkpoints of a store: a file of mode 0600, with its public half beside it as `.pub`.
///
/// The first write makes the key. Who holds the file can sign; keep checkpoints elsewhere too (git), so that rewriting
/// the log shows.
struct CheckpointKeyFile: Sendable {
    let path: String
    var publicPath: String { path + ".pub" }

    /// - Parameter path: of the private half.
    init(path: String) { self.path = path }

    /// The key of a project's store. A database file has it beside itself; a store of a server has no such place, and its
    /// key stands in the project.
    init(project: Project) {
        switch project.spec.store {
        case .sqlite(let path): self.init(path: project.absolute(path) + ".key")
        case .postgresql: self.init(path: project.absolute(".reeve/store.key"))
        }
    }

    /// The public key as the file beside the store says it.
    ///
    /// - Throws: ``AuditError``.
    func verifierKey() throws -> VerifierKey {
        let text = String(decoding: try BoundedFile.read(publicPath), as: UTF8.self)
        return try VerifierKey(vkey: String(text.prefix { !$0.isWhitespace }))
    }

    /// Whether the key is there; without it nothing can be signed as before.
    var isThere: Bool { access(path, F_OK) == 0 }

    /// The name that is signed by: the key's own, else the one that a new key of this store gets.
    func origin(_ storeID: ULID) throws -> String { try standing()?.verifierKey.name ?? Self.name(storeID) }

    static func name(_ storeID: ULID) -> String { "reeve-" + storeID.text }

    /// The signer; its key is made where there is none.
    ///
    /// Processes that make it at once agree: the first key that stands is everybody's, and the public half is
    /// written from that one, again where it is missing. One of another key stays: it is evidence, and `audit verify`
    /// says so.
    ///
    /// - Throws: ``AuditError``; for a file that others may read too.
    func signer(name: String) throws -> Ed25519CheckpointSigner {
        // Files that stand are not written again, so what a killed process left of a write is removed here.
        for file in [path, publicPath] { BoundedFile.removeLeftovers(of: file) }
        let signer = try standing() ?? made(name: name)
        if access(publicPath, F_OK) != 0 {
            // A signature does not wait for the public half, and the next signature tries again.
            try? BoundedFile.create(
                publicPath, text: signer.verifierKey.vkey + "\n", mode: 0o644, replaces: false)
        }
        return signer
    }

    /// A key of this process, or the one that another put in place in the meantime.
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
