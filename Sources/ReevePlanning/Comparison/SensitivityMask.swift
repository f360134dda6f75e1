package import ReeveJSON
package import ReeveModel

/// Replaces every leaf that must not be shown. The description of the kind says which ones.
///
/// Three things are masked: fields that are marked sensitive, text in a place where a secret reference may stand, and
/// every value that no description knows. A secret reference itself is no secret.
package enum SensitivityMask {
    package static let placeholder: JSONValue = "(sensitive)"

    package struct Masked: Sendable, Hashable {
        package let value: JSONValue
        /// See ``FieldChange/beforeMask``.
        package let mask: JSONValue
    }

    /// Whether a spec of the kind may hold something to mask. Where this is false, the text of the spec can be shown as
    /// it is.
    ///
    /// - Parameter kind: nil for a kind that this version does not know.
    package static func mayMask(kind: KindDescription?) -> Bool { kind?.shape.mayHoldSecrets ?? true }

    /// Masks a whole spec.
    package static func masked(spec: JSONValue, kind: KindDescription?) -> Masked {
        guard let kind else { return hidden }
        return masked(spec, type: .object(kind.shape))
    }

    /// - Parameter type: nil for a value that no description knows.
    package static func masked(_ value: JSONValue, type: FieldType?) -> Masked {
        if value.isNull { return Masked(value: value, mask: false) }
        guard let type else { return hidden }
        switch FieldShape(type, for: value) {
        case .object(let shape):
            return maskedObject(value) { key in
                guard let field = shape.field(key), !field.isSensitive else { return nil }
                return field.type
            }
        case .map(let values): return maskedObject(value) { _ in values }
        case .list(let element, _):
            let parts = (value.array ?? []).map { masked($0, type: element) }
            let isShown = parts.allSatisfy { $0.mask == false }
            return Masked(value: .array(parts.map(\.value)), mask: isShown ? false : .array(parts.map(\.mask)))
        case .leaf(.secretOrText):
            let isReference = value.string.map { SecretReference($0) != nil } ?? false
            return isReference ? Masked(value: value, mask: false) : hidden
        case .leaf(.secretReference):
            // No literal should be stored in this place. Where one is, it is not shown.
            let isReference = value.string.map { SecretReference($0) != nil } ?? false
            return isReference ? Masked(value: value, mask: false) : hidden
        case .leaf: return Masked(value: value, mask: false)
        }
    }

    private static let hidden = Masked(value: placeholder, mask: true)

    private static func maskedObject(_ value: JSONValue, type: (String) -> FieldType?) -> Masked {
        var shown = JSONObject()
        var mask = JSONObject()
        for member in value.object ?? [:] {
            let part = masked(member.value, type: type(member.key))
            shown[member.key] = part.value
            if part.mask != false { mask[member.key] = part.mask }
        }
        return Masked(value: .object(shown), mask: mask.isEmpty ? false : .object(mask))
    }
}
