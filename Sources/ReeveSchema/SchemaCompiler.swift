internal import ReeveJSON
internal import ReevePattern

/// Turns a schema and what it refers to into a ``SchemaProgram``.
///
/// Works through a list of places rather than by recursion, so nesting costs no stack; each place
/// is compiled once, whoever refers to it.
final class SchemaCompiler {
    typealias Location = SchemaIndex.Location

    let options: SchemaOptions
    var index: SchemaIndex
    private var nodeOf: [Location: Int] = [:]
    private var places: [Location] = []
    private var nodes: [SchemaNode] = []
    /// Names that some dynamic reference looks for; every resource's anchor of that name is compiled.
    var dynamicNames: Set<String> = []

    static func compile(_ schema: JSONValue, options: SchemaOptions) throws(SchemaCompileError) -> SchemaProgram {
        let compiler = SchemaCompiler(options: options, index: SchemaIndex(options: options))
        return try compiler.run(schema)
    }

    private init(options: SchemaOptions, index: SchemaIndex) {
        self.options = options
        self.index = index
    }

    private func run(_ schema: JSONValue) throws(SchemaCompileError) -> SchemaProgram {
        let root = try index.add(
            schema, uri: "reeve:///schema", default: SchemaVocabulary(dialect: options.defaultDialect))
        _ = try node(at: index.resources[root].root)
        var dynamicNodes: [[String: Int]] = []
        repeat {
            while nodes.count < places.count {
                nodes.append(SchemaNode(try keywords(at: places[nodes.count])))
            }
            dynamicNodes = []
            for resource in index.resources {
                var anchors: [String: Int] = [:]
                for (name, place) in resource.dynamicAnchors where dynamicNames.contains(name) {
                    anchors[name] = try node(at: place)
                }
                dynamicNodes.append(anchors)
            }
        } while nodes.count < places.count
        return SchemaProgram(
            nodes: nodes, dynamicAnchors: dynamicNodes, usesDynamicScope: !dynamicNames.isEmpty, options: options)
    }

    /// The node for a place, compiled later if it is new.
    func node(at location: Location) throws(SchemaCompileError) -> Int {
        if let known = nodeOf[location] { return known }
        guard places.count < options.subschemaMaximum else { throw SchemaCompileError(.tooManySubschemas) }
        places.append(location)
        nodeOf[location] = places.count - 1
        return places.count - 1
    }

    private func keywords(at location: Location) throws(SchemaCompileError) -> SchemaKeywords {
        let value = index.value(at: location) ?? .null
        let resource = try index.adopt(location, value)
        let vocabulary = index.resources[resource].vocabulary
        switch value {
        case .bool(let verdict):
            var keywords = SchemaKeywords(pointer: location.pointer, resource: resource)
            keywords.verdict = verdict
            return keywords
        case .object(let object):
            var reader = KeywordReader(
                object: object, location: location, resource: resource, vocabulary: vocabulary, compiler: self)
            return try reader.read()
        default:
            throw SchemaCompileError(
                .malformedKeyword, at: location.pointer, detail: "a schema is an object or a boolean")
        }
    }

    /// The place that a reference names.
    func resolve(
        _ text: String, from resource: Int, keyword: String, at location: Location
    ) throws(SchemaCompileError) -> (place: Location, resource: Int, anchor: String?) {
        let unresolved = SchemaCompileError(
            .unresolvedReference, keyword: keyword, at: location.pointer, detail: String(text.prefix(200)))
        let from = index.resources[resource]
        let target = URIReference(text).resolved(against: from.base)
        guard let fragment = target.decodedFragment else { throw unresolved }
        let uri = target.withoutFragment
        let inherited = SchemaVocabulary(dialect: from.vocabulary.dialect)
        let found: Int? =
            uri == from.base.withoutFragment ? resource : try index.resource(uri: uri, from: inherited)
        guard let found else { throw unresolved }
        let root = index.resources[found].root
        if fragment.isEmpty { return (root, found, nil) }
        guard fragment.hasPrefix("/") else {
            guard let place = index.resources[found].anchors[fragment] else { throw unresolved }
            return (place, found, fragment)
        }
        guard let pointer = JSONPointer(fragment) else { throw unresolved }
        let place = Location(document: root.document, tokens: root.tokens + pointer.tokens)
        guard let value = index.value(at: place), value.object != nil || value.bool != nil else { throw unresolved }
        return (place, try index.adopt(place, value), nil)
    }
}
