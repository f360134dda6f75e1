internal import ReeveJSON
internal import ReevePattern

/// The keywords of objects.
extension KeywordReader {
    mutating func objectKeywords() throws(SchemaCompileError) -> ObjectKeywords? {
        var keywords = ObjectKeywords()
        keywords.entries = try entries()
        for (source, schema) in try schemaMap(under: "patternProperties") {
            keywords.patterns.append(.init(pattern: try pattern(source, "patternProperties"), schema: schema))
        }
        keywords.additional = try schema(under: "additionalProperties")
        keywords.propertyNames = try schema(under: "propertyNames")
        keywords.minProperties = try count("minProperties")
        keywords.maxProperties = try count("maxProperties")
        if dialect >= .draft2019 {
            keywords.dependentRequired = try dependentRequired()
            keywords.dependentSchemas = try schemaMap(under: "dependentSchemas")
        }
        try readDependencies(into: &keywords)
        let isEmpty =
            keywords.entries.isEmpty && keywords.patterns.isEmpty && keywords.additional == nil
            && keywords.propertyNames == nil && keywords.minProperties == nil && keywords.maxProperties == nil
            && keywords.dependentRequired.isEmpty && keywords.dependentSchemas.isEmpty
        return isEmpty ? nil : keywords
    }

    private mutating func entries() throws(SchemaCompileError) -> [ObjectKeywords.Entry] {
        var entries: [ObjectKeywords.Entry] = try schemaMap(under: "properties").map {
            ObjectKeywords.Entry(name: $0.name, schema: $0.schema, isRequired: false)
        }
        guard vocabulary.hasValidation, let value = object["required"] else { return entries }
        var required = try names(value, "required")
        required.sort(by: CanonicalOrder.precedes)
        var merged: [ObjectKeywords.Entry] = []
        merged.reserveCapacity(entries.count + required.count)
        var position = 0
        for name in required {
            while position < entries.count, CanonicalOrder.precedes(entries[position].name, name) {
                merged.append(entries[position])
                position += 1
            }
            if position < entries.count, ExactText.isSame(entries[position].name, name) {
                entries[position].isRequired = true
            } else if let last = merged.last, ExactText.isSame(last.name, name) {
                continue
            } else {
                merged.append(.init(name: name, schema: nil, isRequired: true))
            }
        }
        return merged + entries[position...]
    }

    private func dependentRequired() throws(SchemaCompileError) -> [(name: String, required: [String])] {
        guard vocabulary.hasValidation, let value = object["dependentRequired"] else { return [] }
        guard case .object(let map) = value else { throw malformed("dependentRequired", "expected an object") }
        var all: [(String, [String])] = []
        for member in map { all.append((member.key, try names(member.value, "dependentRequired"))) }
        return all
    }

    /// The older drafts' keyword: a list of names or a schema for each name. The newer ones keep it
    /// for compatibility.
    private mutating func readDependencies(into keywords: inout ObjectKeywords) throws(SchemaCompileError) {
        guard let value = object["dependencies"] else { return }
        guard case .object(let map) = value else { throw malformed("dependencies", "expected an object") }
        for member in map {
            if case .array = member.value {
                keywords.dependentRequired.append((member.key, try names(member.value, "dependencies")))
                keywords.dependentRequiredKeyword = "dependencies"
            } else {
                let place = location.appending("dependencies").appending(member.key)
                keywords.dependentSchemas.append((member.key, try compiler.node(at: place)))
                keywords.dependentSchemasKeyword = "dependencies"
            }
        }
    }
}
