package import ReeveJSON
internal import ReeveModel
package import ReeveStore

/// A tool's current definition with its schemas compiled.
package struct CompiledTool: Sendable {
    package let definition: ToolDefinition
    package let input: SchemaCheck
    package let output: SchemaCheck
    /// The types that the schema wants of a top-level member, for members that may be a number or boolean and not text.
    private let coercions: [String: Set<String>]

    package init(_ definition: ToolDefinition) {
        self.definition = definition
        let value = (try? JSONParser.parse(definition.definition)) ?? .null
        (input, output) = CompiledTool.checks(of: value)
        var coercions: [String: Set<String>] = [:]
        for member in value["inputSchema"]?["properties"]?.object ?? [:] {
            let types =
                member.value["type"]?.string.map { [$0] } ?? member.value["type"]?.array?.compactMap(\.string) ?? []
            let wanted = Set(types).intersection(["integer", "number", "boolean"])
            if !wanted.isEmpty, !types.contains("string") { coercions[member.key] = wanted }
        }
        self.coercions = coercions
    }

    /// The checks that a definition asks for. A schema that is null counts as absent.
    package static func checks(of definition: JSONValue) -> (input: SchemaCheck, output: SchemaCheck) {
        let input = definition["inputSchema"].flatMap { $0.isNull ? nil : $0 } ?? ["type": "object"]
        return (SchemaCheck(input), SchemaCheck(definition["outputSchema"]))
    }

    /// The input, with top-level text turned into a number or boolean where the schema asks for one: `"5"` becomes `5`.
    ///
    /// Text that cannot be read as such a value stays text, and the schema then refuses it.
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
