import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// What the manifests of a project declare.
package struct ManifestSet: Sendable {
    /// The kinds that the objects were decoded by.
    let kinds: KindRegistry
    /// In the order of files and documents.
    package private(set) var objects: [ResourceObject] = []
    /// The places of ``objects`` by key.
    private(set) var positions: [ObjectKey: Int] = [:]
    /// Objects with mistakes, for further checks only; never planned.
    package private(set) var broken: [ResourceObject] = []
    /// Keys of documents that are broken: a reference to one is no mistake of its own.
    package private(set) var brokenKeys: Set<ObjectKey> = []
    /// What documents and files may declare that cannot be read.
    package internal(set) var unread: [UnreadObject] = []
    /// Connections that ``objects`` name without a reference.
    private(set) var mentions: [ConnectionMention] = []
    package var diagnostics: [Diagnostic] = []
    package var sources = SourceIndex()

    package init(kinds: KindRegistry = .standard) { self.kinds = kinds }

    /// Over the digests of all objects in hexadecimal, one a line, whatever the order of files.
    package var inputDigest: ContentDigest {
        var digests = objects.map(\.digest)
        digests.sort()
        return ContentDigest.of(lines: digests)
    }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension ManifestSet {
    /// Takes what was read, in order; of two objects with one key the first counts.
    mutating func take(_ parts: [ManifestLoader.Part]) {
        let count = parts.reduce(0) { $0 + $1.objects.count }
        objects.reserveCapacity(count)
        positions.reserveCapacity(count)
        var names: [SourceRange] = []
        names.reserveCapacity(count)
        for part in parts {
            diagnostics += part.diagnostics
            broken += part.broken
            brokenKeys.formUnion(part.brokenKeys)
            unread += part.unread
            mentions += part.mentions
            for (object, name) in zip(part.objects, part.names) {
                if let first = positions[object.key] {
                    diagnostics.append(
                        Diagnostic(
                            DuplicateObjectCheck.code, "\(object.key) is declared twice", at: name,
                            notes: [.init("first declared here", at: names[first])]))
                } else {
                    positions[object.key] = objects.count
                    objects.append(object)
                    names.append(name)
                }
            }
        }
    }
}
