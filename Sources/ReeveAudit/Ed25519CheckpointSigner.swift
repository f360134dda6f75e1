import Crypto

/// An Ed25519 key in memory.
package struct Ed25519CheckpointSigner: CheckpointSigner {
    package let verifierKey: VerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// - Parameter seed: the 32 bytes of the private key (RFC 8032); the caller keeps them secret.
    /// - Throws: ``AuditError`` with code `invalidKey`.
    package init(name: String, seed: [UInt8]) throws(AuditError) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw AuditError(.invalidKey, "an Ed25519 seed has 32 bytes")
        }
        self.key = key
        verifierKey = try VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// A new random seed, from the system's generator.
    package static func makeSeed() -> [UInt8] { Array(Curve25519.Signing.PrivateKey().rawRepresentation) }

    package func signature(over text: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: text)) }
}
