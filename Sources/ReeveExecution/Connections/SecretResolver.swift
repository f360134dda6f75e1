internal import ReeveJSON
package import ReeveModel
package import ReeveRedaction
internal import Synchronization

/// Reads secrets at the time of their use, and tells the redactor each value before it is given out.
///
/// This version reads `env:NAME` and `file:PATH`. A file must lie below one of the roots, also after links are
/// followed. At most 64 KiB of its text are read, and one line end at its end is left out. In a replay no secret is read:
/// each has a stand-in.
package final class SecretResolver: Sendable {
    /// Why a secret has no value. The error never holds a value.
    package struct Missing: Error, Sendable, Hashable, CustomStringConvertible {
        package let reference: SecretReference
        package let detail: String

        package var description: String { "secret '\(reference)' \(detail)" }
    }

    package static let bytesMax = 64 << 10

    private struct Known {
        /// Knows every value that a caller was given.
        var redactor = Redactor()
        /// References whose shortfall was reported, so that each is reported once.
        var told: Set<SecretReference> = []
        /// The reads of secrets of whole servers, under way or done, by the identity of the server. A server with a
        /// secret that could not be read is taken out again.
        var launches: [ContentDigest: Task<Void, Never>] = [:]
        /// References that could not be read, and why.
        var missing: [SecretReference: String] = [:]
    }

    /// Where values come from.
    private enum Source: Sendable {
        case world(environment: [String: String], roots: [String])
        /// A stand-in for each, except for those that were missing when the recording was made, with the words of why.
        case standIns(missing: [String: String])
    }

    /// Why a redactor cannot keep a secret out of texts in every form.
    package enum Shortfall: String, Sendable, Hashable {
        /// Shorter than ``Redactor/minimumSecretBytes``: the secret is not kept out of texts.
        case tooShort
        /// Longer than ``Redactor/allFormsBytesMax``: the secret is kept out of texts in its common forms only.
        case tooLong
    }

    private let source: Source
    private let known: Mutex<Known>
    /// All values that were read. The lock is held while a redactor is made of them, which takes a while with long
    /// values. Readers of secrets wait for the lock. Those who only redact do not take it.
    private let values = Mutex<Set<String>>([])
    private let onShortfall: @Sendable (SecretReference, Shortfall) -> Void

    /// - Parameters:
    ///   - environment: the variables of this process.
    ///   - roots: the project root first; relative paths are relative to it.
    ///   - onShortfall: called once for each secret that the redactor cannot keep out of texts as it does others.
    package init(
        environment: [String: String], roots: [String],
        onShortfall: @escaping @Sendable (SecretReference, Shortfall) -> Void = { _, _ in }
    ) {
        source = .world(environment: environment, roots: roots)
        self.onShortfall = onShortfall
        known = Mutex(Known())
    }

    /// Gives a stand-in for each secret, and reads none. A stand-in is redacted as the secret is.
    ///
    /// - Parameter missing: references that have no value, with the words of why not.
    package init(standInsExcept missing: [String: String]) {
        source = .standIns(missing: missing)
        onShortfall = { _, _ in }
        known = Mutex(Known())
    }

    /// The references that could not be read so far, and why.
    package var missing: [SecretReference: String] { known.withLock { $0.missing } }

    /// Knows every value that was read so far.
    package var redactor: Redactor { known.withLock { $0.redactor } }

    /// The text without what is secret, for logs.
    package func redacted(_ text: String) -> String { redactor.redact(text).text }

    /// The values of references. They are read on a thread of their own.
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

    /// The value of one reference. Blocks, so it must not be called on a cooperative thread.
    package func resolve(_ reference: SecretReference) throws(Missing) -> String {
        let (found, missing) = resolve([reference])
        guard let value = found[reference] else {
            throw missing ?? Missing(reference: reference, detail: "cannot be read")
        }
        return value
    }

    /// The values that could be read, and why the first of the others could not. One new redactor is made for all of
    /// them.
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
                known.withLock { $0.missing[reference] = error.detail }
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
        switch source {
        case .world(let environment, let roots): return try read(reference, environment, roots)
        case .standIns(let missing):
            if let why = missing[reference.description] { throw Missing(reference: reference, detail: why) }
            return ContentDigest.of(["stand-in", .string(reference.description)]).hex
        }
    }

    private func read(
        _ reference: SecretReference, _ environment: [String: String], _ roots: [String]
    ) throws(Missing) -> String {
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

    /// Reads the secrets of a connection, so that the redactor knows them before anything is written about its runs.
    ///
    /// Concurrent callers for one server share one read and return when it is done. A secret that cannot be read is no
    /// error here: the gate reports it, and the next caller tries again.
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

    /// Reads the secrets of every connection of a scope. For whoever takes inputs, which may hold any of them.
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
