internal import Glibc
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
        var values: Set<String> = []
        /// Nil where a value came after it was made.
        var redactor: Redactor? = Redactor()
        /// References that were told to be too short.
        var short: Set<SecretReference> = []
        /// Digests of launches whose references were read.
        var launches: Set<ContentDigest> = []
    }

    private let environment: [String: String]
    private let roots: [String]
    private let known: Mutex<Known>
    private let onShortSecret: @Sendable (SecretReference) -> Void

    /// - Parameters:
    ///   - environment: the variables of this process.
    ///   - roots: the project root first; relative paths are relative to it.
    ///   - onShortSecret: told once of each secret that is too short to be kept out of texts.
    package init(
        environment: [String: String], roots: [String],
        onShortSecret: @escaping @Sendable (SecretReference) -> Void = { _ in }
    ) {
        self.environment = environment
        self.roots = roots
        self.onShortSecret = onShortSecret
        known = Mutex(Known())
    }

    /// Knows every value that was resolved so far.
    package var redactor: Redactor {
        known.withLock { known in
            if let redactor = known.redactor { return redactor }
            let redactor = Redactor(knownSecrets: known.values.sorted())
            known.redactor = redactor
            return redactor
        }
    }

    /// The text without what is secret, for logs.
    package func redacted(_ text: String) -> String { redactor.redact(text).text }

    /// Must not be called on a thread that may not block, where the reference is a file.
    package func resolve(_ reference: SecretReference) throws(Missing) -> String {
        let value: String
        switch reference {
        case .environment(let name):
            guard let found = environment[name], !found.isEmpty else {
                throw Missing(reference: reference, detail: "is not set")
            }
            value = found
        case .file(let path):
            do throws(SecretFile.Failure) {
                value = try SecretFile.read(path, roots: roots, bytesMax: SecretResolver.bytesMax)
            } catch {
                throw Missing(reference: reference, detail: error.words)
            }
        case .helper, .store:
            throw Missing(reference: reference, detail: "is of a form that this version does not read")
        }
        register(value)
        if value.utf8.count < Redactor.minimumSecretBytes,
            known.withLock({ $0.short.insert(reference).inserted })
        {
            onShortSecret(reference)
        }
        return value
    }

    package func register(_ value: String) {
        known.withLock { known in
            guard known.values.insert(value).inserted else { return }
            known.redactor = nil
        }
    }

    /// Reads what the launch of a connection refers to, so that it is known before anything is written about its runs.
    /// What cannot be read is the gate's to say.
    package func learn(_ connection: ExecutionScope.Connection) async {
        guard known.withLock({ $0.launches.insert(connection.launchDigest).inserted }) else { return }
        let references = connection.spec.environment.compactMap { SecretReference($0.value) }
        guard !references.isEmpty else { return }
        await BlockingThread.run { [self] in
            for reference in references { _ = try? resolve(reference) }
        }
    }

    /// The same for every connection of a scope, for whoever takes inputs.
    package func learn(allOf scope: ExecutionScope) async {
        for connection in scope.connections.values { await learn(connection) }
    }
}

/// A file with a secret in it.
enum SecretFile {
    enum Failure: Error {
        case missing
        case outside
        case tooLarge
        case notText
        case empty

        var words: String {
            switch self {
            case .missing: "cannot be read"
            case .outside: "lies outside the project root"
            case .tooLarge: "is larger than 64 KiB"
            case .notText: "is no UTF-8 text"
            case .empty: "is empty"
            }
        }
    }

    static func read(_ path: String, roots: [String], bytesMax: Int) throws(Failure) -> String {
        let full = path.hasPrefix("/") ? path : (roots.first ?? "/nonexistent") + "/" + path
        // A device or a pipe must not hold us up, so nothing is read before it is known to be a file.
        let descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .missing }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .missing }
        // The place of what was opened, whatever links led there and whoever changes them meanwhile.
        guard let place = opened(descriptor), roots.contains(where: { isBelow(place, root: $0) }) else {
            throw .outside
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var count = 0
        while count < bytes.count {
            let step = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if step < 0, errno == EINTR { continue }
            guard step >= 0 else { throw .missing }
            if step == 0 { break }
            count += step
        }
        guard count <= bytesMax else { throw .tooLarge }
        var content = bytes[..<count]
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        guard !content.isEmpty else { throw .empty }
        guard let text = String(validating: content, as: UTF8.self) else { throw .notText }
        return text
    }

    private static func opened(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return 0 }
            return readlink("/proc/self/fd/\(descriptor)", start, bytes.count)
        }
        guard count > 0, count < buffer.count else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private static func isBelow(_ place: String, root: String) -> Bool {
        guard let resolved = realpath(root, nil) else { return false }
        defer { free(resolved) }
        let root = String(cString: resolved)
        return place.hasPrefix(root == "/" ? root : root + "/")
    }
}
