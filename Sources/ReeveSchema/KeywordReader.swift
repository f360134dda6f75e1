internal import ReeveJSON
internal import ReevePattern

/// Reads the keywords of one schema object by its dialect.
struct KeywordReader {
    let object: JSONObject
    let location: SchemaIndex.Location
    let resource: Int
    let vocabulary: SchemaVocabulary
    /// Gives places for subschemas and resolves references.
    let compiler: SchemaCompiler

    var dialect: SchemaDialect { vocabulary.dialect }

    mutating func read() throws(SchemaCompileError) -> SchemaKeywords {
        var keywords = SchemaKeywords(pointer: location.pointer, resource: resource)
        if dialect.referenceHidesSiblings, object["$ref"] != nil {
            var combinations = CombinationKeywords()
            combinations.reference = try reference()
            keywords.combinations = Shared(combinations)
            return keywords
        }
        if vocabulary.hasValidation {
            keywords.types = try types()
            keywords.constant = dialect >= .draft6 ? object["const"] : nil
            keywords.enumeration = try enumeration()
            keywords.number = try numberKeywords().map(Shared.init)
        }
        keywords.string = try stringKeywords().map(Shared.init)
        keywords.array = try arrayKeywords().map(Shared.init)
        keywords.object = try objectKeywords().map(Shared.init)
        keywords.combinations = try combinationKeywords().map(Shared.init)
        keywords.unevaluatedItems = try schema(under: "unevaluatedItems")
        keywords.unevaluatedProperties = try schema(under: "unevaluatedProperties")
        return keywords
    }

    func malformed(_ keyword: String, _ detail: String) -> SchemaCompileError {
        SchemaCompileError(.malformedKeyword, keyword: keyword, at: location.pointer, detail: detail)
    }

    // MARK: Forms that several keywords share

    /// The node of a keyword that holds one schema; nil where it is absent or unknown to the dialect.
    mutating func schema(under keyword: String) throws(SchemaCompileError) -> Int? {
        guard object[keyword] != nil, vocabulary.subschemas(under: keyword) != nil else { return nil }
        return try compiler.node(at: location.appending(keyword))
    }

    mutating func schemaList(under keyword: String) throws(SchemaCompileError) -> [Int] {
        guard let value = object[keyword], vocabulary.subschemas(under: keyword) != nil else { return [] }
        guard case .array(let list) = value, !list.isEmpty || keyword == "items" else {
            throw malformed(keyword, "expected a list of schemas")
        }
        var nodes: [Int] = []
        for position in list.indices {
            nodes.append(try compiler.node(at: location.appending(keyword).appending(String(position))))
        }
        return nodes
    }

    mutating func schemaMap(under keyword: String) throws(SchemaCompileError) -> [(name: String, schema: Int)] {
        guard let value = object[keyword], vocabulary.subschemas(under: keyword) != nil else { return [] }
        guard case .object(let map) = value else { throw malformed(keyword, "expected an object of schemas") }
        var nodes: [(String, Int)] = []
        for member in map {
            nodes.append((member.key, try compiler.node(at: location.appending(keyword).appending(member.key))))
        }
        return nodes
    }

    /// A whole number that is not negative; one beyond every count becomes the largest `Int`.
    func count(_ keyword: String) throws(SchemaCompileError) -> Int? {
        guard vocabulary.hasValidation, let value = object[keyword] else { return nil }
        guard case .number(let number) = value, number.isIntegral, number >= 0 else {
            throw malformed(keyword, "expected a whole number of 0 or more")
        }
        return value.int ?? Int.max
    }

    func number(_ keyword: String) throws(SchemaCompileError) -> JSONNumber? {
        guard let value = object[keyword] else { return nil }
        guard case .number(let number) = value else { throw malformed(keyword, "expected a number") }
        return number
    }

    func flag(_ keyword: String) throws(SchemaCompileError) -> Bool {
        guard let value = object[keyword] else { return false }
        guard case .bool(let flag) = value else { throw malformed(keyword, "expected true or false") }
        return flag
    }

    func names(_ value: JSONValue, _ keyword: String) throws(SchemaCompileError) -> [String] {
        guard case .array(let list) = value else { throw malformed(keyword, "expected a list of names") }
        var names: [String] = []
        for element in list {
            guard case .string(let name) = element else { throw malformed(keyword, "expected a list of names") }
            names.append(name)
        }
        return names
    }

    func pattern(_ source: String, _ keyword: String) throws(SchemaCompileError) -> BoundedPattern {
        do throws(PatternError) {
            return try BoundedPattern(source, limits: compiler.options.patternLimits)
        } catch {
            throw SchemaCompileError(
                .invalidPattern, keyword: keyword, at: location.pointer, detail: error.description)
        }
    }

    // MARK: References and combinations

    mutating func reference() throws(SchemaCompileError) -> Int? {
        guard let value = object["$ref"] else { return nil }
        guard case .string(let text) = value else { throw malformed("$ref", "expected text") }
        let target = try compiler.resolve(text, from: resource, keyword: "$ref", at: location)
        return try compiler.node(at: target.place)
    }

    private mutating func dynamicReference() throws(SchemaCompileError) -> DynamicReference? {
        let keyword = dialect == .draft2020 ? "$dynamicRef" : "$recursiveRef"
        guard dialect >= .draft2019, let value = object[keyword] else { return nil }
        guard case .string(let text) = value else { throw malformed(keyword, "expected text") }
        if dialect == .draft2019, text != "#" { throw malformed(keyword, "only '#' is allowed") }
        let target = try compiler.resolve(text, from: resource, keyword: keyword, at: location)
        let name = dialect == .draft2019 ? SchemaIndex.recursiveAnchor : target.anchor
        let anchors = compiler.index.resources[target.resource].dynamicAnchors
        let isDynamic = name.map { anchors[$0] == target.place } ?? false
        if isDynamic, let name { compiler.dynamicNames.insert(name) }
        return DynamicReference(
            fallback: try compiler.node(at: target.place), anchor: isDynamic ? name : nil, keyword: keyword)
    }

    private mutating func combinationKeywords() throws(SchemaCompileError) -> CombinationKeywords? {
        let present = ["$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if"]
        guard present.contains(where: { object[$0] != nil }) else { return nil }
        var keywords = CombinationKeywords()
        keywords.allOf = try schemaList(under: "allOf")
        keywords.anyOf = try schemaList(under: "anyOf")
        keywords.oneOf = try schemaList(under: "oneOf")
        keywords.not = try schema(under: "not")
        keywords.condition = try schema(under: "if")
        if keywords.condition != nil {
            keywords.consequence = try schema(under: "then")
            keywords.alternative = try schema(under: "else")
        }
        keywords.reference = try reference()
        keywords.dynamicReference = try dynamicReference()
        return keywords
    }
}
