import ReeveDiagnostics
import ReeveJSON

/// An object in normal form: what a manifest declares, with defaults filled, ready to compare and store.
///
/// A class, though a value in every other respect: it is passed through many lists, and copying one reference is cheap.
package final class ResourceObject: Sendable {
    package let key: ObjectKey
    package let metadata: ObjectMetadata
    /// The spec's canonical JSON, defaults filled, secret references as written.
    package let spec: String
    /// See ``ObjectDigest``.
    package let digest: ContentDigest
    /// References as declared, not yet resolved.
    package let references: [ObjectReference]
    package let uniqueKeys: [UniqueKey]
    package let source: ObjectSource

    package init(
        key: ObjectKey, metadata: ObjectMetadata, spec: String, references: [ObjectReference] = [],
        uniqueKeys: [UniqueKey] = [], source: ObjectSource
    ) {
        self.key = key
        self.metadata = metadata
        self.spec = spec
        digest = ObjectDigest.of(key: key, metadata: metadata.canonicalText, spec: spec)
        self.references = references
        self.uniqueKeys = uniqueKeys
        self.source = source
    }

    /// The spec as a value. The text was written by the decoder, so it parses.
    package var specValue: JSONValue { (try? JSONParser.parse(spec)) ?? .null }
}

extension ResourceObject {
    /// The place of a name that stands for another object; nil where the field holds none.
    ///
    /// - Parameter pointer: the field in the spec.
    package func range(ofReference pointer: JSONPointer) -> SourceRange? {
        let text = pointer.description
        guard let reference = references.first(where: { $0.pointer == text }), reference.line > 0 else { return nil }
        let start = SourcePosition(line: reference.line, column: reference.column)
        let end = start.column + max(1, reference.name.unicodeScalars.count)
        return SourceRange(file: source.file, start: start, end: SourcePosition(line: start.line, column: end))
    }
}
