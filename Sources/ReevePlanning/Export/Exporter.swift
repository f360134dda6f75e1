internal import ReeveJSON
package import ReeveModel

/// Writes objects as manifest documents; what is read back plans to nothing.
package struct Exporter: Sendable {
    /// Also writes fields whose value is the default.
    package var withDefaults: Bool

    package init(withDefaults: Bool = false) { self.withDefaults = withDefaults }

    /// One text of many documents, in the order given.
    package func text(_ objects: [(key: ObjectKey, content: PlannedChange.Content)]) -> String {
        objects.map { "---\n" + document(key: $0.key, content: $0.content) }.joined()
    }

    /// One document, without a marker in front. Same object, same bytes.
    package func document(key: ObjectKey, content: PlannedChange.Content, masked: Bool = false) -> String {
        let kind = KindRegistry.description(of: key.kind)
        var spec = content.specValue
        if !withDefaults, let kind { spec = DefaultStripper.stripped(spec, kind: kind, key: key) }
        if masked { spec = SensitivityMask.masked(spec: spec, kind: key.kind).value }
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

/// Takes out of a spec what reading would fill in again.
enum DefaultStripper {
    static func stripped(_ spec: JSONValue, kind: KindDescription, key: ObjectKey) -> JSONValue {
        guard case .object(var object) = strip(spec, type: .object(kind.shape)) else { return spec }
        for field in kind.shape.fields {
            guard case .derived = field.presence, let value = spec[field.name], let derive = kind.derive,
                var candidate = spec.object
            else { continue }
            candidate[field.name] = nil
            if derive(CanonicalObject(candidate), key)[field.name] == value { object[field.name] = nil }
        }
        return .object(object)
    }

    private static func strip(_ value: JSONValue, type: FieldType) -> JSONValue {
        switch FieldShape(type, for: value) {
        case .object(let shape):
            var out = JSONObject()
            for member in value.object ?? [:] {
                guard let field = shape.field(member.key) else {
                    out[member.key] = member.value
                    continue
                }
                if field.defaultValue == member.value { continue }
                out[member.key] = strip(member.value, type: field.type)
            }
            return .object(out)
        case .map(let values):
            return .object(
                JSONObject(
                    (value.object ?? [:]).map {
                        JSONObject.Member(key: $0.key, value: strip($0.value, type: values))
                    }))
        case .list(let element, _): return .array((value.array ?? []).map { strip($0, type: element) })
        case .leaf: return value
        }
    }
}
