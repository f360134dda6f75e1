package import ReeveJSON
internal import ReeveModel
package import ReeveSchema
package import ReeveStore

/// A schema as far as it can be used.
package enum SchemaCheck: Sendable {
    case none
    case compiled(CompiledSchema)
    /// It cannot be compiled: nothing passes it.
    case broken(String)

    package init(_ schema: JSONValue?) {
        guard let schema else {
            self = .none
            return
        }
        do {
            self = .compiled(try CompiledSchema(compiling: schema))
        } catch {
            self = .broken("\(error)")
        }
    }

    /// What is wrong with the value; nil where it is valid or nothing is asked of it.
    package func problem(of value: JSONValue) -> String? {
        switch self {
        case .none: return nil
        case .broken(let why): return "the schema cannot be used: \(why)"
        case .compiled(let schema):
            guard !schema.isValid(value) else { return nil }
            return schema.validate(value).first.map { "\($0)" } ?? "the value is not valid"
        }
    }
}

/// A tool's current definition with its schemas compiled.
package struct CompiledTool: Sendable {
    package let definition: ToolDefinition
    package let input: SchemaCheck
    package let output: SchemaCheck
    /// Which top-level members the schema wants as number or boolean, and not as text.
    private let coercions: [String: Set<String>]

    package init(_ definition: ToolDefinition) {
        self.definition = definition
        let value = (try? JSONParser.parse(definition.definition)) ?? .null
        input = SchemaCheck(value["inputSchema"] ?? ["type": "object"])
        output = SchemaCheck(value["outputSchema"])
        var coercions: [String: Set<String>] = [:]
        for member in value["inputSchema"]?["properties"]?.object ?? [:] {
            let types =
                member.value["type"]?.string.map { [$0] } ?? member.value["type"]?.array?.compactMap(\.string) ?? []
            let wanted = Set(types).intersection(["integer", "number", "boolean"])
            if !wanted.isEmpty, !types.contains("string") { coercions[member.key] = wanted }
        }
        self.coercions = coercions
    }

    /// The input with top-level text turned into a number or boolean where the schema asks for one.
    ///
    /// Text that is no such value stays as it is, and the schema refuses it.
    package func coerce(_ input: JSONValue) -> JSONValue {
        guard var object = input.object else { return input }
        for (name, types) in coercions {
            guard let text = object[name]?.string else { continue }
            if types.contains("boolean"), text == "true" || text == "false" {
                object[name] = .bool(text == "true")
            } else if let number = JSONNumber(text), types.contains("number") || number.isIntegral {
                object[name] = .number(number)
            }
        }
        return .object(object)
    }
}
