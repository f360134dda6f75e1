import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveSchema

/// An `inputSchema` must compile, or every call of the tool would be refused at night.
struct InputSchemaCheck: DocumentCheck {
    static let code: DiagnosticCode = "schema.invalid"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let schema = context.spec["inputSchema"] else { return [] }
        do throws(SchemaCompileError) {
            _ = try CompiledSchema(compiling: schema)
            return []
        } catch {
            return [
                Diagnostic(
                    Self.code, "the schema of \(context.subject) cannot be used: \(error)",
                    at: context.range("inputSchema"))
            ]
        }
    }
}
