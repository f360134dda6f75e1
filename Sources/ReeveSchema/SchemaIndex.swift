internal import ReeveJSON

/// Where each schema resource, identifier and anchor of the known documents is.
struct SchemaIndex {
    struct Location: Hashable {
        let document: Int
        let tokens: [String]

        func appending(_ token: String) -> Location { Location(document: document, tokens: tokens + [token]) }
        var pointer: JSONPointer { JSONPointer(tokens: tokens) }
    }

    struct Resource {
        let base: URIReference
        let root: Location
        let vocabulary: SchemaVocabulary
        var anchors: [String: Location] = [:]
        var dynamicAnchors: [String: Location] = [:]
    }

    /// The name under which `$recursiveAnchor` is kept among dynamic anchors; no anchor can have it.
    static let recursiveAnchor = ""

    private(set) var documents: [JSONValue] = []
    private(set) var resources: [Resource] = []
    private var resourceOf: [Location: Int] = [:]
    private var resourceByURI: [String: Int] = [:]
    private let options: SchemaOptions
    private var valuesLeft: Int

    init(options: SchemaOptions) {
        self.options = options
        valuesLeft = options.valueMaximum
    }

    /// Adds a document and everything in it; returns its root resource.
    mutating func add(
        _ document: JSONValue, uri: String, default vocabulary: SchemaVocabulary
    ) throws(SchemaCompileError) -> Int {
        try charge(document)
        documents.append(document)
        let location = Location(document: documents.count - 1, tokens: [])
        try discover(location, document, parent: nil, base: URIReference(uri), vocabulary: vocabulary)
        let root = resourceOf[location] ?? 0
        // A document is also known by the name that it was given under.
        if resourceByURI[uri] == nil { resourceByURI[uri] = root }
        return root
    }

    /// Counts the values of a document against the limit, and its depth.
    private mutating func charge(_ document: JSONValue) throws(SchemaCompileError) {
        var pending: [(JSONValue, Int)] = [(document, 0)]
        while let (value, depth) = pending.popLast() {
            valuesLeft -= 1
            guard valuesLeft >= 0 else { throw SchemaCompileError(.tooLarge) }
            guard depth <= options.depthMaximum else { throw SchemaCompileError(.tooDeep) }
            switch value {
            case .array(let elements): for element in elements { pending.append((element, depth + 1)) }
            case .object(let object): for member in object { pending.append((member.value, depth + 1)) }
            default: break
            }
        }
    }

    func value(at location: Location) -> JSONValue? {
        location.pointer.resolve(in: documents[location.document])
    }

    func resource(of location: Location) -> Int? { resourceOf[location] }

    /// The resource with an absolute URI, loaded if it is one of the known documents.
    mutating func resource(uri: String, from vocabulary: SchemaVocabulary) throws(SchemaCompileError) -> Int? {
        if let known = resourceByURI[uri] { return known }
        guard let document = options.documents[uri] ?? Metaschemas.document(uri: uri) else { return nil }
        return try add(document, uri: uri, default: vocabulary)
    }

    /// Makes a schema known that stands where no keyword of the dialect would put one.
    mutating func adopt(_ location: Location, _ value: JSONValue) throws(SchemaCompileError) -> Int {
        if let known = resourceOf[location] { return known }
        var ancestor = location
        while resourceOf[ancestor] == nil, !ancestor.tokens.isEmpty {
            ancestor = Location(document: ancestor.document, tokens: Array(ancestor.tokens.dropLast()))
        }
        let parent = resourceOf[ancestor] ?? 0
        try discover(
            location, value, parent: parent, base: resources[parent].base, vocabulary: resources[parent].vocabulary)
        return resourceOf[location] ?? parent
    }

    private mutating func discover(
        _ start: Location, _ value: JSONValue, parent: Int?, base: URIReference, vocabulary: SchemaVocabulary
    ) throws(SchemaCompileError) {
        var pending: [(Location, JSONValue, Int?)] = [(start, value, parent)]
        while let (location, value, parent) = pending.popLast() {
            guard resourceOf[location] == nil else { continue }
            let inherited = parent.map { resources[$0] }
            let vocabularyAround = inherited?.vocabulary ?? vocabulary
            guard case .object(let object) = value else {
                resourceOf[location] = try resource(
                    parent, base: base, at: location, vocabulary: vocabularyAround)
                continue
            }
            let resource = try identify(
                object, at: location, parent: parent, base: inherited?.base ?? base, vocabulary: vocabularyAround)
            resourceOf[location] = resource
            try addAnchors(of: object, at: location, to: resource)
            let current = resources[resource].vocabulary
            for member in object {
                guard let form = current.subschemas(under: member.key) else { continue }
                let place = location.appending(member.key)
                switch (form, member.value) {
                case (.map, .object(let map)):
                    for entry in map { pending.append((place.appending(entry.key), entry.value, resource)) }
                case (.list, .array(let list)), (.singleOrList, .array(let list)):
                    for (index, entry) in list.enumerated() {
                        pending.append((place.appending(String(index)), entry, resource))
                    }
                case (.single, _), (.singleOrList, _): pending.append((place, member.value, resource))
                default: break
                }
            }
        }
    }

    /// The resource that an object schema belongs to: a new one where it has an identifier.
    private mutating func identify(
        _ object: JSONObject, at location: Location, parent: Int?, base: URIReference, vocabulary: SchemaVocabulary
    ) throws(SchemaCompileError) -> Int {
        var vocabulary = vocabulary
        // A dialect is chosen at the root of a resource only.
        let chosen = object["$schema"]
        if let chosen, parent == nil || object["$id"] != nil || object["id"] != nil {
            guard case .string(let uri) = chosen else {
                throw SchemaCompileError(.malformedKeyword, keyword: "$schema", at: location.pointer)
            }
            vocabulary = try self.vocabulary(uri: uri, at: location.pointer)
        }
        let keyword = vocabulary.dialect.identifierKeyword
        let isHidden = vocabulary.dialect.referenceHidesSiblings && object["$ref"] != nil
        guard !isHidden, case .string(let text)? = object[keyword] else {
            if !isHidden, let other = object[keyword], other.string == nil {
                throw SchemaCompileError(.malformedKeyword, keyword: keyword, at: location.pointer)
            }
            return try resource(parent, base: base, at: location, vocabulary: vocabulary)
        }
        var uri = URIReference(text)
        if vocabulary.dialect < .draft2019, text.hasPrefix("#"), text.utf8.count > 1 {
            let resource = try resource(parent, base: base, at: location, vocabulary: vocabulary)
            try addAnchor(String(text.dropFirst()), at: location, to: resource, keyword: keyword, isDynamic: false)
            return resource
        }
        if let fragment = uri.fragment, !fragment.isEmpty, vocabulary.dialect >= .draft2019 {
            throw SchemaCompileError(
                .malformedKeyword, keyword: keyword, at: location.pointer, detail: "has a fragment")
        }
        uri.fragment = nil
        return try addResource(base: uri.resolved(against: base), at: location, vocabulary: vocabulary)
    }

    /// The resource around, or a new one at the root of a document.
    private mutating func resource(
        _ parent: Int?, base: URIReference, at location: Location, vocabulary: SchemaVocabulary
    ) throws(SchemaCompileError) -> Int {
        if let parent { return parent }
        return try addResource(base: base, at: location, vocabulary: vocabulary)
    }

    private mutating func addResource(
        base: URIReference, at location: Location, vocabulary: SchemaVocabulary
    ) throws(SchemaCompileError) -> Int {
        let uri = base.withoutFragment
        resources.append(Resource(base: base, root: location, vocabulary: vocabulary))
        guard resourceByURI.updateValue(resources.count - 1, forKey: uri) == nil else {
            throw SchemaCompileError(.duplicateIdentifier, keyword: "$id", at: location.pointer, detail: uri)
        }
        return resources.count - 1
    }

    private mutating func addAnchors(
        of object: JSONObject, at location: Location, to resource: Int
    ) throws(SchemaCompileError) {
        let dialect = resources[resource].vocabulary.dialect
        guard dialect >= .draft2019 else { return }
        for keyword in dialect == .draft2020 ? ["$anchor", "$dynamicAnchor"] : ["$anchor"] {
            guard let value = object[keyword] else { continue }
            guard case .string(let name) = value, !name.isEmpty else {
                throw SchemaCompileError(.malformedKeyword, keyword: keyword, at: location.pointer)
            }
            try addAnchor(
                name, at: location, to: resource, keyword: keyword, isDynamic: keyword == "$dynamicAnchor")
        }
        if dialect == .draft2019, object["$recursiveAnchor"] == true, resources[resource].root == location {
            resources[resource].dynamicAnchors[Self.recursiveAnchor] = location
        }
    }

    private mutating func addAnchor(
        _ name: String, at location: Location, to resource: Int, keyword: String, isDynamic: Bool
    ) throws(SchemaCompileError) {
        if let known = resources[resource].anchors.updateValue(location, forKey: name), known != location {
            throw SchemaCompileError(.duplicateIdentifier, keyword: keyword, at: location.pointer, detail: name)
        }
        if isDynamic { resources[resource].dynamicAnchors[name] = location }
    }

    /// The dialect that `$schema` names: one of the drafts, or a known document that describes its own.
    func vocabulary(uri: String, at pointer: JSONPointer) throws(SchemaCompileError) -> SchemaVocabulary {
        if let dialect = SchemaDialect(uri: uri) { return SchemaVocabulary(dialect: dialect) }
        let unknown = SchemaCompileError(
            .unknownDialect, keyword: "$schema", at: pointer, detail: String(uri.prefix(200)))
        guard let document = options.documents[URIReference(uri).withoutFragment],
            let dialect = SchemaDialect(uri: document["$schema"]?.string ?? "")
        else { throw unknown }
        var vocabulary = SchemaVocabulary(dialect: dialect)
        guard let declared = document["$vocabulary"]?.object, dialect >= .draft2019 else { return vocabulary }
        let prefix = dialect.uri.dropLast("schema".count) + "vocab/"
        let known =
            ["core", "applicator", "unevaluated", "validation", "meta-data", "content", "format"]
            + ["format-annotation", "format-assertion"]
        for member in declared where member.value == true && !known.contains(where: { prefix + $0 == member.key }) {
            throw unknown
        }
        vocabulary.hasValidation = declared[prefix + "validation"] != nil
        vocabulary.assertsFormats =
            declared[prefix + "format-assertion"] != nil || declared[prefix + "format"] == true
        return vocabulary
    }
}
