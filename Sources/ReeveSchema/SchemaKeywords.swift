internal import ReeveJSON
internal import ReevePattern

/// The keywords of one subschema, in the form that validation wants them.
struct SchemaKeywords: Sendable {
    /// The subschema's place in its document.
    let pointer: JSONPointer
    /// The index of the schema resource that it belongs to.
    let resource: Int
    /// Set for a boolean schema, which has nothing else.
    var verdict: Bool?
    var types: TypeSet?
    var constant: JSONValue?
    var enumeration: [JSONValue]?
    var number: Shared<NumberKeywords>?
    var string: Shared<StringKeywords>?
    var array: Shared<ArrayKeywords>?
    var object: Shared<ObjectKeywords>?
    var combinations: Shared<CombinationKeywords>?
    var unevaluatedItems: Int?
    var unevaluatedProperties: Int?

    init(pointer: JSONPointer, resource: Int) {
        self.pointer = pointer
        self.resource = resource
    }

    /// The types, where nothing else is asked for; empty otherwise.
    var plainTypes: TypeSet {
        if verdict == true { return TypeSet(rawValue: 0x7F) }
        let asksMore =
            verdict == false || constant != nil || enumeration != nil || number != nil || string != nil || array != nil
            || object != nil || combinations != nil || needsMarks
        return asksMore ? [] : types ?? TypeSet(rawValue: 0x7F)
    }

    var needsMarks: Bool { unevaluatedItems != nil || unevaluatedProperties != nil }
}
