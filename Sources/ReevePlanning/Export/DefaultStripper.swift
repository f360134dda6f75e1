internal import ReeveJSON
internal import ReeveModel

/// Removes fields of a spec that have their default value. Reading the spec fills them in again.
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
