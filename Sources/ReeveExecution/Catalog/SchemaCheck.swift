package import ReeveJSON
package import ReeveSchema

/// A schema, as far as it can be used.
package enum SchemaCheck: Sendable {
    case none
    case compiled(CompiledSchema)
    /// The schema cannot be compiled, for the reason given. No value passes it.
    case broken(String)

    package init(_ schema: JSONValue?) {
        // A member that is null counts as absent.
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

    /// Whether there is a schema at all.
    package var isPresent: Bool {
        if case .none = self { false } else { true }
    }

    /// Why the schema cannot be used; nil where it can.
    package var defect: String? {
        if case .broken(let why) = self { why } else { nil }
    }

    /// What is wrong with the value; nil where the value is valid, and where there is no schema.
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
