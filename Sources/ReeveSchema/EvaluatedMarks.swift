internal import ReeveJSON

/// Which members or items of one value some subschema has evaluated, for `unevaluatedProperties` and
/// `unevaluatedItems`.
struct EvaluatedMarks {
    /// One for each member of an object, in its order, or for each item of an array.
    private(set) var isEvaluated: [Bool]

    init(for value: JSONValue) {
        switch value {
        case .object(let object): isEvaluated = [Bool](repeating: false, count: object.count)
        case .array(let array): isEvaluated = [Bool](repeating: false, count: array.count)
        default: isEvaluated = []
        }
    }

    subscript(index: Int) -> Bool { isEvaluated[index] }

    mutating func mark(_ index: Int) { isEvaluated[index] = true }

    /// Takes over the marks that a valid subschema made on the same value.
    mutating func merge(_ other: EvaluatedMarks) {
        for index in isEvaluated.indices where other.isEvaluated[index] { isEvaluated[index] = true }
    }
}
