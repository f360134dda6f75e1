internal import ReeveJSON
package import ReeveModel
package import ReeveRedaction
internal import Synchronization

/// Reads secrets at the effect, and tells the redactor each value that it has read.
///
/// Served here: `env:NAME` and `file:PATH`. A file must lie below one of the roots, also after links
/// are followed; of its text at most 64 KiB are read and one line end at its end is left out.
package final class SecretResolver: Sendable {
    /// Why there is no value; never holds one.
    package struct Missing: Error, Sendable, Hashable, CustomStringConvertible {
        package let reference: SecretReference
        package let detail: String

        package var description: String { "secret '\(reference)' \(detail)" }
    }

    package static let bytesMax = 64 << 10

    private struct Known {
        /// Knows every value that was given to a caller.
        var redactor = Redactor()
        /// References whose shortfall was told.
        var told: Set<SecretReference> = []
        /// Servers whose secrets were read, or are being read, by identity. A server of which a secret could not be read is
        /// not among them.
        var launches: [ContentDigest: Task<Void, Never>] = [:]
    }

    /// What a redactor cannot do for a secret.
    package enum Shortfall: String, Sendable, Hashable {
        /// Shorter than ``Redactor/minimumSecretBytes``: not kept out of texts.
        case tooShort
        /// Longer than ``Redactor/allFormsBytesMax``: kept out of texts in the common forms only.
        case tooLong
    }

    private let environment: [String: String]
    private let roots: [String]
    private let known: Mutex<Known>
    /// All values that were read. The lock is held while a redactor is made of them, which takes a while with long values.
    /// Those who read secrets wait for it; those who redact never do.
    private let values = Mutex<Set<String>>([])
    private let onShortfall: @Sendable (SecretReference, Shortfall) -> Void

    /// - Parameters:
    ///   - environment: the variables of this process.
    ///   - roots: the project root first; relative paths are relative to it.
    ///   - onShortfall: told once of each secret that is not kept out of texts as others are.
    package init(
        environment: [String: String], roots: [String],
        onShortfall: @escaping @Sendable (SecretReference, Shortfall) -> Void = { _, _ in }
    ) {
        self.environment = environment
        self.roots = roots
        self.onShortfall = onShortfall
        known = Mutex(Known())
    }

    /// Knows every value that was resolved so far.
    package var redactor: Redactor { known.withLock { $0.redactor } }

    /// The text without what is secret, for logs.
    package func redacted(_ text: String) -> String { redactor.redact(text).text }

    /// The values of references, read on a thread of their own.
    package func values(
        of references: [SecretReference]
    ) async throws(Missing) -> [SecretReference: String] {
        guard !references.isEmpty else { return [:] }
        return try await BlockingThread.run { [self] () throws(Missing) in
            let (found, missing) = resolve(references)
            if let missing { throw missing }
            return found
        }
    }

    /// Must not be called on a thread that may not block.
    package func resolve(_ reference: SecretReference) throws(Missing) -> String {
        let (found, missing) = resolve([reference])
        guard let value = found[reference] else {
            throw missing ?? Missing(reference: reference, detail: "cannot be read")
        }
        return value
    }

    /// What could be read, and why the first of the others could not. The redactor is made once for all of them.
    private func resolve(
        _ references: [SecretReference]
    ) -> (found: [SecretReference: String], missing: Missing?) {
        var found: [SecretReference: String] = [:]
        var missing: Missing?
        for reference in references where found[reference] == nil {
            do throws(Missing) {
                found[reference] = try read(reference)
            } catch {
                missing = missing ?? error
            }
        }
        // INVARIANT (known before given): a value leaves here only when the redactor knows it.
        register(Array(found.values))
        for (reference, value) in found {
            guard let shortfall = Redactor.shortfall(of: value),
                known.withLock({ $0.told.insert(reference).inserted })
            else { continue }
            onShortfall(reference, shortfall)
        }
        return (found, missing)
    }

    private func read(_ reference: SecretReference) throws(Missing) -> String {
        switch reference {
        case .environment(let name):
            guard let found = environment[name], !found.isEmpty else {
                throw Missing(reference: reference, detail: "is not set")
            }
            return found
        case .file(let path):
            do throws(SecretFile.Failure) {
                return try SecretFile.read(path, roots: roots, bytesMax: SecretResolver.bytesMax)
            } catch {
                throw Missing(reference: reference, detail: error.words)
            }
        case .helper, .store:
            throw Missing(reference: reference, detail: "is of a form that this version does not read")
        }
    }

    private func register(_ new: [String]) {
        values.withLock { values in
            let count = values.count
            values.formUnion(new)
            guard values.count > count else { return }
            let redactor = Redactor(knownSecrets: values.sorted())
            known.withLock { $0.redactor = redactor }
        }
    }

    /// Reads the secrets of a connection, so that they are known before anything is written about its runs.
    ///
    /// All who ask for the same server return when its secrets are read. A secret that cannot be read is not told here: the
    /// gate tells it, and the next caller tries again.
    package func learn(_ connection: ExecutionScope.Connection) async {
        let references = connection.spec.transport.secrets
        guard !references.isEmpty else { return }
        let digest = connection.identity
        let reading = known.withLock { known in
            if let reading = known.launches[digest] { return reading }
            let reading = Task { [self] in
                let isWhole = await BlockingThread.run { [self] in resolve(references).missing == nil }
                if !isWhole { self.known.withLock { $0.launches[digest] = nil } }
            }
            known.launches[digest] = reading
            return reading
        }
        await reading.value
    }

    /// Reads the secrets of every connection of a scope, for whoever takes inputs.
    package func learn(allOf scope: ExecutionScope) async {
        for connection in scope.connections.values { await learn(connection) }
    }
}

extension Redactor {
    static func shortfall(of secret: String) -> SecretResolver.Shortfall? {
        let bytes = secret.utf8.count
        return bytes < minimumSecretBytes ? .tooShort : bytes > allFormsBytesMax ? .tooLong : nil
    }
}
