import ReeveJSON

/// What is known before a run about the values that a variable can have: enough to tell a member's name from a typing
/// error.
indirect enum TemplateShape: Sendable, Hashable {
    /// A text, a number, a boolean: it has no members.
    case scalar(TemplateVariable.ValueType)
    case list(TemplateShape)
    /// The members that the schema lists; nil where it leaves open which there are.
    case object([String: TemplateShape]?)
    case unknown

    init(_ variable: TemplateVariable) {
        self.init(type: variable.type, schema: variable.schema?.object, depth: 0)
    }

    private init(type: TemplateVariable.ValueType?, schema: JSONObject?, depth: Int) {
        let written = schema?["type"]?.string.flatMap { TemplateVariable.ValueType(rawValue: $0) }
        switch type ?? written {
        case nil: self = .unknown
        case .array?:
            self = .list(
                depth < 8 ? TemplateShape(type: nil, schema: schema?["items"]?.object, depth: depth + 1) : .unknown)
        case .object?: self = .object(depth < 8 ? TemplateShape.members(schema, depth: depth) : nil)
        case let scalar?: self = .scalar(scalar)
        }
    }

    /// The members, where `properties` names them all.
    private static func members(_ schema: JSONObject?, depth: Int) -> [String: TemplateShape]? {
        guard let schema, let properties = schema["properties"]?.object, !properties.isEmpty else { return nil }
        // Other keywords may bring members of their own.
        let others = ["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas"]
        guard others.allSatisfy({ schema[$0] == nil }), schema["additionalProperties"] ?? false == false else {
            return nil
        }
        var members: [String: TemplateShape] = [:]
        for property in properties {
            members[property.key] = TemplateShape(type: nil, schema: property.value.object, depth: depth + 1)
        }
        return members
    }

    /// What a section about the value is about: of a list its elements.
    var inSection: TemplateShape {
        if case .list(let element) = self { return element }
        return self
    }

    /// What is known of a member.
    enum Member {
        case known(TemplateShape)
        /// It may be there.
        case possible
        /// It is not, whatever the value is; with the names that are.
        case impossible([String])
    }

    func member(_ name: String) -> Member {
        switch self {
        case .scalar, .list: .impossible([])
        case .object(let members?): members[name].map { .known($0) } ?? .impossible(members.keys.sorted())
        case .object(nil), .unknown: .possible
        }
    }
}
