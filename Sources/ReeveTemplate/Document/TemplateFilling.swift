import ReeveDiagnostics
import ReeveJSON

/// Variables as they were given, with defaults for those that were not.
package struct TemplateFilling: Sendable, Hashable {
    /// A variable that cannot be taken, and why.
    package struct Flaw: Sendable, Hashable {
        package let variable: String
        package let code: DiagnosticCode
        package let message: String
        package let label: String?

        init(_ variable: String, _ code: DiagnosticCode, _ message: String, label: String? = nil) {
            self.variable = variable
            self.code = code
            self.message = message
            self.label = label
        }
    }

    /// What is rendered where there are no ``flaws``.
    package let values: JSONObject
    /// Of variables that were given in the order of their names, then those that were not.
    package let flaws: [Flaw]
}

extension TemplateDocument {
    /// Says whether a value satisfies a JSON Schema: nil, or what is wrong. Schemas are not known to this room.
    package typealias SchemaTest = (_ value: JSONValue, _ schema: JSONValue) -> String?

    /// Fills the variables; nothing is converted, nothing that is not declared is taken.
    ///
    /// - Parameter isLate: Of a given value, whether it is bound only later (`fromItem`); then only its name counts.
    package func fill(
        _ given: JSONObject, schema: SchemaTest = { _, _ in nil }, isLate: (JSONValue) -> Bool = { _ in false }
    ) -> TemplateFilling {
        var values: JSONObject = [:]
        var flaws: [TemplateFilling.Flaw] = []
        for member in given {
            guard let variable = variable(member.key) else {
                flaws.append(unknown(member.key))
                continue
            }
            if let flaw = isLate(member.value) ? nil : variable.flaw(of: member.value, schema: schema) {
                flaws.append(flaw)
            }
            values[member.key] = member.value
        }
        for variable in variables where given[variable.name] == nil {
            if variable.isRequired {
                flaws.append(
                    TemplateFilling.Flaw(
                        variable.name, .templateMissingVariable, "variable '\(variable.name)' is required and not given"
                    ))
            }
            values[variable.name] = variable.defaultValue
        }
        return TemplateFilling(values: values, flaws: flaws)
    }

    private func unknown(_ name: String) -> TemplateFilling.Flaw {
        if TemplateBuiltIn(rawValue: name) != nil {
            return TemplateFilling.Flaw(
                name, .templateUnknownVariable, "'\(name)' is built in: its value is the run's, and cannot be given")
        }
        return TemplateFilling.Flaw(
            name, .templateUnknownVariable, "the template declares no variable '\(name)'",
            label: TemplateProblem.hint(for: name, among: variables.map(\.name)))
    }

    /// Renders both texts.
    ///
    /// - Parameter values: Of ``TemplateFilling``.
    /// - Parameter builtIns: Those that have a value in this run.
    /// - Throws: ``TemplateRenderError``.
    /// - Precondition: ``check()`` found no error.
    package func render(
        _ values: JSONObject, builtIns: [TemplateBuiltIn: String] = [:]
    ) throws(TemplateRenderError) -> RenderedPrompt {
        var all = values
        for (name, value) in builtIns { all[name.rawValue] = .string(value) }
        return RenderedPrompt(
            system: try system?.render(values: all, partials: partials, limits: limits) ?? "",
            user: try user?.render(values: all, partials: partials, limits: limits) ?? "", version: version)
    }
}

extension TemplateVariable {
    /// Why the value cannot be taken; never shows the value itself.
    func flaw(of value: JSONValue, schema test: TemplateDocument.SchemaTest) -> TemplateFilling.Flaw? {
        if value.isNull {
            return TemplateFilling.Flaw(
                name, .templateVariableType, "variable '\(name)' cannot be null; leave it out instead")
        }
        if let type, !type.admits(value) {
            return TemplateFilling.Flaw(
                name, .templateVariableType, "variable '\(name)' is \(type.words), and was given \(value.words)")
        }
        guard let schema, let flaw = test(value, schema) else { return nil }
        return TemplateFilling.Flaw(
            name, .templateVariableSchema, "variable '\(name)' does not fit its schema: \(flaw)")
    }
}

extension JSONValue {
    /// `a string`, `an array`.
    fileprivate var words: String {
        switch self {
        case .array, .object: "an \(typeName)"
        default: "a \(typeName)"
        }
    }
}
