import ReeveModel

extension FieldType {
    /// The nested fields; nil where the type has none.
    var shape: ObjectShape? {
        switch self {
        case .object(let shape), .shorthand(_, let shape): shape
        case .list(let element, _), .oneOrMany(let element): element.shape
        case .map(_, let values): values.shape
        case .byForm(_, let sequence, let mapping): mapping?.shape ?? sequence?.shape
        default: nil
        }
    }

    /// The type in one or two words.
    var summary: String {
        switch self {
        case .text: "text"
        case .boolean: "boolean"
        case .integer: "integer"
        case .duration: "duration"
        case .size: "size"
        case .money: "money"
        case .instant: "instant"
        case .choice: "choice"
        case .reference(let kind): "name of " + kind
        case .toolAddress: "tool address"
        case .secretReference: "secret reference"
        case .secretOrText: "text or secret"
        case .list(let element, _): "list of " + element.summary
        case .map(_, let values): "map of " + values.summary
        case .object(let shape): shape.name
        case .countOrShare: "count or share"
        case .json: "any"
        case .number: "number"
        case .jsonSchema: "JSON Schema"
        case .byForm(_, let sequence, let mapping):
            [sequence?.summary, mapping?.summary].compactMap { $0 }.joined(separator: " or ")
        case .shorthand(_, let shape): "name or " + shape.name
        case .oneOrMany(let element): element.summary + " or list"
        }
    }
}
