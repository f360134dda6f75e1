internal import Crypto

/// A public key with its name, written as a vkey: `name+<key id in hex>+<base64 of type and key>`.
///
/// Ed25519 only (signature type 1 of https://c2sp.org/signed-note).
package struct VerifierKey: Sendable, Hashable {
    package let name: String
    /// The first four bytes of SHA-256 over name, newline, signature type and public key.
    package let id: UInt32
    /// 32 bytes (RFC 8032).
    package let publicKey: [UInt8]

    private static let ed25519: UInt8 = 1

    /// - Throws: ``AuditError`` with code `invalidKey`.
    package init(name: String, publicKey: [UInt8]) throws(AuditError) {
        guard Self.isName(name) else {
            throw AuditError(.invalidKey, "a key name is not empty and has no spaces, control characters or '+'")
        }
        guard publicKey.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw AuditError(.invalidKey, "an Ed25519 public key has 32 bytes")
        }
        self.name = name
        self.publicKey = publicKey
        id = SHA256.hash(data: Array(name.utf8) + [UInt8(ascii: "\n"), Self.ed25519] + publicKey)
            .prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads a vkey.
    ///
    /// - Throws: ``AuditError`` with code `invalidKey`, also when the id is not that of name and key.
    package init(vkey: String) throws(AuditError) {
        // The name has no '+', but Base 64 has.
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].utf8.count == 8, let id = UInt32(parts[1], radix: 16),
            let blob = Base64.decode(parts[2]), blob.first == Self.ed25519
        else { throw AuditError(.invalidKey, "not an Ed25519 verifier key of the form name+id+key") }
        try self.init(name: String(parts[0]), publicKey: Array(blob.dropFirst()))
        guard self.id == id else { throw AuditError(.invalidKey, "the key id does not belong to name and key") }
    }

    package var vkey: String {
        let hex = String(id, radix: 16)
        return "\(name)+\(String(repeating: "0", count: 8 - hex.utf8.count))\(hex)+"
            + Base64.encode([Self.ed25519] + publicKey)
    }

    /// Whether a signature line is by this key, as name and id claim.
    func made(_ signature: SignedNote.Signature) -> Bool {
        // By bytes: strings that differ in Unicode normalisation are different names.
        signature.keyID == id && signature.keyName.utf8.elementsEqual(name.utf8)
    }

    func isValid(_ signature: [UInt8], over text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: Array(text.utf8))
    }

    /// Whether `text` may name a key: not empty, no Unicode spaces, control characters or plus signs.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 512
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !$0.properties.isWhitespace && $0 != "+" }
    }
}

extension VerifierKey: CustomStringConvertible {
    package var description: String { vkey }
}
