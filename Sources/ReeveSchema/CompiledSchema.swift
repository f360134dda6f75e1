package import ReeveJSON
package import ReevePattern

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

/// How a schema is read, and the bounds on it and on each validation.
package struct SchemaOptions: Sendable {
    /// The dialect of a schema without `$schema`.
    package var defaultDialect: SchemaDialect
    /// Whether `format` is a demand, as for the input of tools, or only an annotation.
    package var assertsFormats: Bool
    /// Further documents that references may name, by their absolute URI without a fragment.
    package var documents: [String: JSONValue]
    /// Values in the schema and the documents that it refers to, together.
    package var valueMaximum: Int
    /// Nesting of the schema's text.
    package var depthMaximum: Int
    package var subschemaMaximum: Int
    /// Steps of one validation: each pair of a subschema and a value that meet, and each value compared.
    package var steps: Int
    /// Subschemas entered within one another during validation.
    package var nestingMaximum: Int
    package var violationMaximum: Int
    package var patternLimits: BoundedPattern.Limits

    package init(
        defaultDialect: SchemaDialect = .draft2020, assertsFormats: Bool = true, documents: [String: JSONValue] = [:],
        valueMaximum: Int = 200_000, depthMaximum: Int = 128, subschemaMaximum: Int = 10_000, steps: Int = 1_000_000,
        nestingMaximum: Int = 400, violationMaximum: Int = 50, patternLimits: BoundedPattern.Limits = .init()
    ) {
        self.defaultDialect = defaultDialect
        self.assertsFormats = assertsFormats
        self.documents = documents
        self.valueMaximum = valueMaximum
        self.depthMaximum = depthMaximum
        self.subschemaMaximum = subschemaMaximum
        self.steps = steps
        self.nestingMaximum = nestingMaximum
        self.violationMaximum = violationMaximum
        self.patternLimits = patternLimits
    }
}

/// The compiled form: nodes that name one another by index, so that references may form rings.
final class SchemaProgram: Sendable {
    /// The first is the root.
    let nodes: [SchemaNode]
    /// For each node that asks for nothing but types, those types; empty for every other. Most nodes of
    /// a tool's schema are such, and are judged without being visited.
    let plainTypes: [TypeSet]
    /// For each resource, the nodes of the dynamic anchors that are looked for.
    let dynamicAnchors: [[String: Int]]
    let usesDynamicScope: Bool
    let options: SchemaOptions

    init(nodes: [SchemaNode], dynamicAnchors: [[String: Int]], usesDynamicScope: Bool, options: SchemaOptions) {
        self.nodes = nodes
        plainTypes = nodes.map(\.keywords.plainTypes)
        self.dynamicAnchors = dynamicAnchors
        self.usesDynamicScope = usesDynamicScope
        self.options = options
    }
}
