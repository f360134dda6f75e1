/// Decides whether a checkpoint was signed by a key that the caller trusts.
package struct CheckpointVerifier: Sendable {
    package enum Outcome: Sendable, Hashable {
        case trusted(VerifierKey)
        /// A line by a trusted key, going by name and id, does not verify: text or line was changed.
        case badSignature(VerifierKey)
        /// No line is by a trusted key; these are the names and ids found.
        case unknownKey([String])
        /// Signed by the trusted key, for another log.
        case otherOrigin(String)
    }

    package let keys: [VerifierKey]
    /// The origin that a checkpoint must have; nil for the name of the key that signed it.
    package let origin: String?

    package init(keys: [VerifierKey], origin: String? = nil) {
        self.keys = keys
        self.origin = origin
    }

    package func verify(_ signed: SignedCheckpoint) -> Outcome {
        var trusted: VerifierKey?
        for signature in signed.note.signatures {
            guard let key = keys.first(where: { $0.made(signature) }) else { continue }
            // One bad line of a known key is enough to refuse, whatever the others say.
            guard key.isValid(signature.bytes, over: signed.note.text) else { return .badSignature(key) }
            trusted = trusted ?? key
        }
        guard let trusted else {
            return .unknownKey(signed.note.signatures.map { "\($0.keyName)+\(String($0.keyID, radix: 16))" })
        }
        guard signed.checkpoint.origin.utf8.elementsEqual((origin ?? trusted.name).utf8) else {
            return .otherOrigin(signed.checkpoint.origin)
        }
        return .trusted(trusted)
    }
}
