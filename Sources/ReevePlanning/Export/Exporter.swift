internal import ReeveJSON
package import ReeveModel

/// Writes objects as manifest documents. A plan of what was written has no changes.
package struct Exporter: Sendable {
    /// Whether fields with their default value are written too.
    package var withDefaults: Bool
    private let kinds: KindRegistry

    package init(withDefaults: Bool = false, kinds: KindRegistry = .standard) {
        self.withDefaults = withDefaults
        self.kinds = kinds
    }

    /// One text with all documents, in the given order.
    package func text(_ objects: [(key: ObjectKey, content: PlannedChange.Content)]) -> String {
        objects.map { "---\n" + document(key: $0.key, content: $0.content) }.joined()
    }

    /// One document, without a marker before it. The same object always gives the same bytes.
    package func document(key: ObjectKey, content: PlannedChange.Content, masked: Bool = false) -> String {
        document(key: key, content: content, masked: masked, kind: kinds.description(of: key.kind))
    }

    func document(
        key: ObjectKey, content: PlannedChange.Content, masked: Bool, kind: KindDescription?
    ) -> String {
        var spec = content.specValue
        if !withDefaults, let kind { spec = DefaultStripper.stripped(spec, kind: kind, key: key) }
        if masked { spec = SensitivityMask.masked(spec: spec, kind: kind).value }
        var metadata = content.metadataValue.object ?? [:]
        metadata["name"] = .string(key.name)
        metadata["organization"] = key.organization.map(JSONValue.string)
        metadata["environment"] = key.environment.map(JSONValue.string)
        var emitter = YAMLEmitter()
        emitter.write(members: ["apiVersion": "reeve/v1"], shape: nil)
        emitter.write(members: ["kind": .string(key.kind)], shape: nil)
        emitter.write(members: ["metadata": .object(metadata)], shape: Exporter.envelope(spec: nil))
        emitter.write(members: ["spec": spec], shape: Exporter.envelope(spec: kind?.shape))
        return emitter.text
    }

    private static func envelope(spec: ObjectShape?) -> ObjectShape {
        ObjectShape(
            "document",
            [
                Field("metadata", .object(MetadataDescription.shape), docs: ""),
                Field("spec", spec.map { .object($0) } ?? .json, docs: ""),
            ])
    }
}
