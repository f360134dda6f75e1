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
