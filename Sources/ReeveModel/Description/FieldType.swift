/// What a field may hold. Each case has one normal form, which is what is stored and digested.
package indirect enum FieldType: Sendable {
    case text(TextFormat)
    case boolean
    case integer(ClosedRange<Int64>)
    /// `1h30m`; normal form by ``DurationText/format(_:)``.
    case duration(ClosedRange<Duration>)
    /// `64KiB`; normal form by ``SizeText/format(_:)``.
    case size(ClosedRange<Int64>)
    case money
    /// RFC 3339; normal form in UTC.
    case instant
    case choice([Choice])
    /// The name of an object of this kind, resolved by the rules of scope.
    case reference(kind: String)
    /// `connection/tool`; also a reference to the connection.
    case toolAddress
    /// Where a secret lies; a literal is an error that never quotes it.
    case secretReference
    /// Text, or a secret reference where it starts like one.
    case secretOrText
    case list(FieldType, ListRule)
    case map(keys: TextFormat, values: FieldType)
    case object(ObjectShape)
    /// A count, or a share such as `10%`.
    case countOrShare
    /// Any JSON.
    case json
    /// Any JSON number, exact.
    case number
    /// A JSON Schema; compiled by the check `schema.invalid`.
    case jsonSchema
    /// The form of the YAML node decides. A scalar that stands for an object is the value of `shorthand`.
    case byForm(scalar: FieldType?, sequence: FieldType?, mapping: FieldType?)
    /// A scalar stands for an object that has it as this field.
    case shorthand(field: String, ObjectShape)
    /// One value, or a list of them; normal form is the list.
    case oneOrMany(FieldType)
}

extension FieldType {
    /// See ``ObjectShape/mayHoldSecrets``.
    var mayHoldSecrets: Bool {
        switch self {
        case .secretReference, .secretOrText: true
        case .object(let shape), .shorthand(_, let shape): shape.mayHoldSecrets
        case .map(_, let type), .list(let type, _), .oneOrMany(let type): type.mayHoldSecrets
        case .byForm(let scalar, let sequence, let mapping):
            [scalar, sequence, mapping].contains { $0?.mayHoldSecrets ?? false }
        default: false
        }
    }
}
