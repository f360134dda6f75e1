import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveSchema

/// A variable has a name of its own, a schema that can be used, and a default that meets its type and schema.
struct TemplateVariablesCheck: DocumentCheck {
    static let code: DiagnosticCode = "template.variable"

    func check(_ context: CheckContext) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for member in context.spec["variables"]?.object ?? [:] {
            guard let flaw = Self.flaw(in: member.value, named: member.key) else { continue }
            let tokens = ["variables", member.key] + (flaw.field.map { [$0] } ?? [])
            found.append(
                Diagnostic(
                    Self.code, "the variable '\(member.key)' of \(context.subject) \(flaw.message)",
                    at: context.range(JSONPointer(tokens: tokens)), help: flaw.help))
        }
        return found
    }

    private struct Flaw {
        var field: String?
        let message: String
        var help: String?
    }

    private static func flaw(in variable: JSONValue, named name: String) -> Flaw? {
        if TemplateSpec.builtInVariables.contains(name) {
            return Flaw(
                message: "is built in, so it cannot be declared", help: "use it as it is, or choose another name")
        }
        var schema: CompiledSchema?
        if let declared = variable["schema"] {
            do throws(SchemaCompileError) {
                schema = try CompiledSchema(compiling: declared)
            } catch {
                return Flaw(field: "schema", message: "has a schema that cannot be used: \(error)")
            }
        }
        guard let value = variable["default"] else { return nil }
        if variable["required"] == true {
            return Flaw(
                field: "required", message: "is required and has a default, which is then never used",
                help: "remove one of them")
        }
        if let type = variable["type"], let typed = try? CompiledSchema(compiling: ["type": type]),
            !typed.isValid(value)
        {
            return Flaw(field: "default", message: "has a default that is no \(type.string ?? "")")
        }
        if let violation = schema?.validate(value).first {
            return Flaw(field: "default", message: "has a default that its schema refuses: \(violation)")
        }
        return nil
    }
}
