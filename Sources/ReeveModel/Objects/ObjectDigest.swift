import ReeveJSON

/// The content digest of an object: SHA-256 over the canonical bytes of kind, scope, name, labels,
/// annotations, names for people, protection and the spec. The source place is not part of it.
package enum ObjectDigest {
    /// - Parameters:
    ///   - metadata: canonical text of ``ObjectMetadata``.
    ///   - spec: canonical text.
    package static func of(key: ObjectKey, metadata: String, spec: String) -> ContentDigest {
        var writer = CanonicalJSONWriter(reservingCapacity: spec.utf8.count + metadata.utf8.count + 240)
        writer.append(raw: "{\"environment\":".utf8)
        write(key.environment, to: &writer)
        writer.append(raw: ",\"kind\":".utf8)
        writer.write(key.kind)
        writer.append(raw: ",\"metadata\":".utf8)
        writer.append(raw: metadata.utf8)
        writer.append(raw: ",\"name\":".utf8)
        writer.write(key.name)
        writer.append(raw: ",\"organization\":".utf8)
        write(key.organization, to: &writer)
        writer.append(raw: ",\"spec\":".utf8)
        writer.append(raw: spec.utf8)
        writer.append(raw: "}".utf8)
        return ContentDigest.of(writer.bytes)
    }

    private static func write(_ text: String?, to writer: inout CanonicalJSONWriter) {
        if let text { writer.write(text) } else { writer.append(raw: "null".utf8) }
    }
}
