package import ReeveJSON
package import ReevePattern

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
