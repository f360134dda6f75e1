internal import ReeveJSON
internal import ReevePattern

/// The keywords of single values and of arrays.
extension KeywordReader {
    func types() throws(SchemaCompileError) -> TypeSet? {
        guard let value = object["type"] else { return nil }
        var types: TypeSet = []
        let isSingle = value.string != nil
        for name in try names(isSingle ? [value] : value, "type") {
            guard let known = TypeSet.names.first(where: { $0.name == name }) else {
                throw malformed("type", "'\(name.prefix(40))' is no type")
            }
            types.insert(known.type)
        }
        if types.isEmpty { throw malformed("type", "expected at least one type") }
        return types
    }

    func enumeration() throws(SchemaCompileError) -> [JSONValue]? {
        guard let value = object["enum"] else { return nil }
        guard case .array(let list) = value else { throw malformed("enum", "expected a list") }
        return list
    }

    func numberKeywords() throws(SchemaCompileError) -> NumberKeywords? {
        var keywords = NumberKeywords()
        keywords.minimum = try number("minimum").map(NumberBound.init)
        keywords.maximum = try number("maximum").map(NumberBound.init)
        if dialect == .draft4 {
            if try flag("exclusiveMinimum") { swap(&keywords.minimum, &keywords.exclusiveMinimum) }
            if try flag("exclusiveMaximum") { swap(&keywords.maximum, &keywords.exclusiveMaximum) }
        } else {
            keywords.exclusiveMinimum = try number("exclusiveMinimum").map(NumberBound.init)
            keywords.exclusiveMaximum = try number("exclusiveMaximum").map(NumberBound.init)
        }
        if let divisor = try number("multipleOf") {
            guard divisor > 0 else { throw malformed("multipleOf", "expected a number above 0") }
            guard let exact = NumberDivisor(divisor) else {
                throw SchemaCompileError(
                    .unsupportedKeyword, keyword: "multipleOf", at: location.pointer, detail: "more than 18 digits")
            }
            keywords.multipleOf = exact
        }
        let isEmpty =
            keywords.minimum == nil && keywords.maximum == nil && keywords.exclusiveMinimum == nil
            && keywords.exclusiveMaximum == nil && keywords.multipleOf == nil
        return isEmpty ? nil : keywords
    }

    func stringKeywords() throws(SchemaCompileError) -> StringKeywords? {
        var keywords = StringKeywords()
        keywords.minLength = try count("minLength")
        keywords.maxLength = try count("maxLength")
        if vocabulary.hasValidation, let value = object["pattern"] {
            guard case .string(let source) = value else { throw malformed("pattern", "expected text") }
            keywords.pattern = try pattern(source, "pattern")
        }
        if let value = object["format"] {
            guard case .string(let name) = value else { throw malformed("format", "expected text") }
            if compiler.options.assertsFormats || vocabulary.assertsFormats {
                keywords.format = SchemaFormat(rawValue: name)
            }
        }
        let isEmpty =
            keywords.minLength == nil && keywords.maxLength == nil && keywords.pattern == nil && keywords.format == nil
        return isEmpty ? nil : keywords
    }

    mutating func arrayKeywords() throws(SchemaCompileError) -> ArrayKeywords? {
        var keywords = ArrayKeywords()
        keywords.minItems = try count("minItems")
        keywords.maxItems = try count("maxItems")
        if vocabulary.hasValidation { keywords.isUnique = try flag("uniqueItems") }
        keywords.prefix = try schemaList(under: "prefixItems")
        if object["items"]?.array != nil {
            // Many servers name no dialect and write lists as the older drafts did. 2020-12 gives a
            // list here no meaning of its own, so there it is understood unless 2020-12 was asked for.
            guard dialect < .draft2020 || isDialectAssumed, keywords.prefix.isEmpty else {
                throw malformed("items", "a list of schemas is 'prefixItems' in this dialect")
            }
            keywords.prefix = try schemaList(under: "items")
            keywords.prefixKeyword = "items"
            keywords.rest = try schema(under: "additionalItems")
            keywords.restKeyword = "additionalItems"
        } else {
            keywords.rest = try schema(under: "items")
        }
        keywords.contains = try schema(under: "contains")
        if dialect >= .draft2019 {
            keywords.minContains = try count("minContains") ?? 1
            keywords.maxContains = try count("maxContains")
        }
        keywords.containsEvaluates = dialect >= .draft2020
        let isEmpty =
            keywords.minItems == nil && keywords.maxItems == nil && !keywords.isUnique && keywords.prefix.isEmpty
            && keywords.rest == nil && keywords.contains == nil
        return isEmpty ? nil : keywords
    }

    /// Whether no `$schema` says which dialect the document is written in.
    private var isDialectAssumed: Bool {
        let root = compiler.index.documents[location.document]
        return root["$schema"] == nil && compiler.index.resources[resource].root.document == location.document
    }
}
