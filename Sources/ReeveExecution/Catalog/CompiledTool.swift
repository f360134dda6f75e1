package import ReeveJSON
internal import ReeveModel
package import ReeveSchema
package import ReeveStore

/// A schema as far as it can be used.
package enum SchemaCheck: Sendable {
    case none
    case compiled(CompiledSchema)
    /// It cannot be compiled, and says why: nothing passes it.
    case broken(String)

    package init(_ schema: JSONValue?) {
        // A member that is null says as much as one that is absent.
        guard let schema, !schema.isNull else {
            self = .none
            return
        }
        do {
            self = .compiled(try CompiledSchema(compiling: schema))
        } catch {
            self = .broken("\(error)")
        }
    }

    /// Whether something is asked of values at all.
    package var isPresent: Bool {
        if case .none = self { false } else { true }
    }

    /// Why it cannot be used; nil where it can.
    package var defect: String? {
        if case .broken(let why) = self { why } else { nil }
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

    /// The checks that a definition asks for. A schema of null is none.
    package static func checks(of definition: JSONValue) -> (input: SchemaCheck, output: SchemaCheck) {
        let input = definition["inputSchema"].flatMap { $0.isNull ? nil : $0 } ?? ["type": "object"]
        return (SchemaCheck(input), SchemaCheck(definition["outputSchema"]))
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
