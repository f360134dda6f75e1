import ReeveJSON

/// One field of a kind: the single description from which decoding, defaults, diagnostics, JSON Schema,
/// `explain`, the reference page, diffs, export and SQL views are made.
package final class Field: Sendable {
    package enum Presence: Sendable {
        case optional
        case required
        /// Filled in where absent; the default is in the normal form.
        case defaulted(JSONValue)
        /// Derived from other fields by the kind; the text says how.
        case derived(String)
    }

    /// Where a value may be a mapping of one key that is bound late.
    package enum Binding: Sendable {
        case never
        /// `fromEnv`, `fromFile`, `fromVar`: bound when manifests are read.
        case whenRead
        /// Also `fromMatrix`, `fromItem`, `fromFire`: bound in a batch.
        case inBatch
    }

    /// When a field has a meaning: only where a sibling has one of these values.
    package struct Condition: Sendable {
        package let field: String
        package let values: [String]
        /// Whether the field must be there then.
        package let isRequired: Bool
    }

    package let name: String
    package let type: FieldType
    package let presence: Presence
    package let docs: String
    package let example: JSONValue?
    /// Never shown: masked in plans, diffs, exports, logs.
    package let isSensitive: Bool
    /// A change replaces the object.
    package let isImmutable: Bool
    package let binding: Binding
    package let condition: Condition?
    /// Known, but not served by this version: using it is one located error that names it.
    package let isPlanned: Bool
    package let since: String
    /// Canonical `"name":`, and with its default behind it where the field has one.
    package let keyText: [UInt8]
    package let defaultText: [UInt8]?

    package init(
        _ name: String, _ type: FieldType, _ presence: Presence = .optional, docs: String, example: JSONValue? = nil,
        isSensitive: Bool = false, isImmutable: Bool = false, binding: Binding = .never, condition: Condition? = nil,
        isPlanned: Bool = false, since: String = "0.1"
    ) {
        self.name = name
        self.type = type
        self.presence = presence
        self.docs = docs
        self.example = example
        self.isSensitive = isSensitive
        self.isImmutable = isImmutable
        self.binding = binding
        self.condition = condition
        self.isPlanned = isPlanned
        self.since = since
        var writer = CanonicalJSONWriter()
        writer.write(name)
        writer.append(byte: UInt8(ascii: ":"))
        keyText = writer.bytes
        if case .defaulted(let value) = presence {
            writer.write(value)
            defaultText = writer.bytes
        } else {
            defaultText = nil
        }
    }

    /// A field that later versions serve.
    package static func planned(_ name: String, _ type: FieldType, docs: String) -> Field {
        Field(name, type, docs: docs, isPlanned: true)
    }

    package var defaultValue: JSONValue? {
        if case .defaulted(let value) = presence { return value }
        return nil
    }

    /// See ``ObjectShape/mayHoldSecrets``.
    package var mayHoldSecrets: Bool { isSensitive || type.mayHoldSecrets }

    package var isRequired: Bool {
        if case .required = presence { return true }
        return false
    }
}

extension Field.Condition {
    package static func required(when field: String, is values: String...) -> Field.Condition {
        Field.Condition(field: field, values: values, isRequired: true)
    }

    package static func only(when field: String, is values: String...) -> Field.Condition {
        Field.Condition(field: field, values: values, isRequired: false)
    }
}
