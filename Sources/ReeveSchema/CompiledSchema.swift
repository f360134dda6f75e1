package import ReeveJSON
internal import ReevePattern

/// A JSON Schema, compiled once and ready to validate many values.
///
///     let schema = try CompiledSchema(compiling: tool.inputSchema)
///     let violations = schema.validate(arguments)  // empty: valid
///
/// Drafts 2020-12, 2019-09, 7, 6 and 4. Nothing is ever fetched: references reach the document
/// itself, the drafts' meta-schemas and the documents given in the options. Unknown keywords are
/// annotations. One value may be used from several threads at once.
package struct CompiledSchema: Sendable {
    private let program: SchemaProgram

    /// - Throws: ``SchemaCompileError``; nothing of such a schema is usable.
    package init(
        compiling schema: JSONValue, options: SchemaOptions = SchemaOptions()
    ) throws(SchemaCompileError) {
        program = try SchemaCompiler.compile(schema, options: options)
    }

    /// What is wrong with `value`, at most as many as the options allow; empty where it is valid.
    package func validate(_ value: JSONValue) -> [SchemaViolation] {
        var validation = SchemaValidation(program: program, collects: true)
        return validation.run(value)
    }

    /// Whether `value` is valid; quicker than ``validate(_:)``, because it stops at the first violation.
    package func isValid(_ value: JSONValue) -> Bool {
        var validation = SchemaValidation(program: program, collects: false)
        return validation.isValid(value)
    }
}
