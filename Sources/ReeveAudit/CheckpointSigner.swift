import Crypto

/// What signs checkpoints: a key in memory, or a helper program outside the process.
package protocol CheckpointSigner: Sendable {
    /// The public half; goes with every checkpoint file.
    var verifierKey: VerifierKey { get }

    /// The signature of the note text, 64 bytes for Ed25519.
    func signature(over text: [UInt8]) async throws -> [UInt8]
}
