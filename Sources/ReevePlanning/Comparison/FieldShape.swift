internal import ReeveJSON
internal import ReeveModel

/// What a field type means for one value. Where the type allows several forms, the value decides among them.
enum FieldShape {
    case object(ObjectShape)
    case map(FieldType)
    case list(FieldType, ListRule)
    case leaf(FieldType)

    init(_ type: FieldType, for value: JSONValue) {
        switch (type, value) {
        case (.object(let shape), .object), (.shorthand(_, let shape), .object): self = .object(shape)
        case (.shorthand(let field, let shape), _):
            self = shape.field(field).map { FieldShape($0.type, for: value) } ?? .leaf(type)
        case (.map(_, let values), .object): self = .map(values)
        case (.list(let element, let rule), .array): self = .list(element, rule)
        case (.oneOrMany(let element), .array): self = .list(element, ListRule())
        case (.oneOrMany(let element), _): self = FieldShape(element, for: value)
        case (.byForm(_, _, let mapping?), .object): self = FieldShape(mapping, for: value)
        case (.byForm(_, let sequence?, _), .array): self = FieldShape(sequence, for: value)
        case (.byForm(let scalar?, _, _), _): self = FieldShape(scalar, for: value)
        default: self = .leaf(type)
        }
    }
}
