import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// What one document turned out to be.
package struct DecodedDocument: Sendable {
    /// Nil where a mistake leaves nothing to check; its key may be known all the same.
    package let object: ResourceObject?
    /// Whether a mistake makes the object useless but for further checks.
    package let isBroken: Bool
    /// Known as soon as kind, name and scope are: references to it are then no mistake of their own.
    package let key: ObjectKey?
    package let nameRange: SourceRange?
    package let diagnostics: [Diagnostic]
}

/// Scope, labels and bindings that hold for the documents of a file.
package struct FileContext: Sendable {
    package let organization: String?
    package let environment: String?
    package let labels: JSONObject
    package let binder: Binder

    package init(organization: String? = nil, environment: String? = nil, labels: JSONObject = [:], binder: Binder) {
        self.organization = organization
        self.environment = environment
        self.labels = labels
        self.binder = binder
    }
}

/// Decodes one document of a manifest into an object in normal form.
struct DocumentDecoder {
    private let arena: DocumentArena
    private let context: FileContext
    private var decoder: ValueDecoder

    init(arena: DocumentArena, context: FileContext) {
        self.arena = arena
        self.context = context
        decoder = ValueDecoder(arena: arena, binder: context.binder, subject: "the document")
    }

    static let topLevel: Set<String> = ["apiVersion", "kind", "metadata", "spec"]
    static let apiVersion = "reeve/v1"

    mutating func decode(_ root: DocumentArena.Node) -> DecodedDocument {
        guard arena.kind(of: root) == .mapping else {
            decoder.report(
                Diagnostic(
                    .notAnObject,
                    "a document must be a mapping with apiVersion, kind, metadata and spec, found \(arena.words(for: root))",
                    at: arena.rangeForMessages(of: root)))
            return finish(nil)
        }
        guard let kind = readKind(root) else { return finish(nil) }
        let metadataNode = arena.value(forKey: "metadata", in: root)
        let name = metadataNode.flatMap { arena.value(forKey: "name", in: $0) }
        let nameText = name.map { arena.text(of: $0) } ?? ""
        decoder.subject = nameText.isEmpty ? kind.kind : "\(kind.kind) '\(nameText)'"
        for (key, _) in arena.entries(of: root) where !Self.topLevel.contains(arena.text(of: key)) {
            decoder.reportUnknown(arena.text(of: key), at: key, shape: Self.documentShape)
        }
        guard let metadataNode else {
            decoder.report(Diagnostic(.missingField, "\(kind.kind) lacks the field 'metadata'", at: headRange(root)))
            return finish(nil)
        }
        let metadata = decodeMetadata(metadataNode)
        let key = metadata.flatMap { objectKey(kind: kind, metadata: $0, at: metadataNode) }
        let spec = decodeSpec(root, kind: kind, key: key)
        // After a mistake the checks go on, so that one run reports what there is.
        guard let metadata, let key, let spec else { return finish(nil, key: key, name: name) }
        let parsed = kind.needsSpecObject ? (try? JSONParser.parse(spec))?.object : nil
        let object = ResourceObject(
            key: key, metadata: objectMetadata(metadata), spec: spec,
            references: decoder.references + dynamicReferences(of: kind, spec: parsed, key: key, root: root),
            uniqueKeys: kind.uniqueKeys?(parsed ?? [:], key) ?? [], source: source(of: root, kind: kind))
        runChecks(object, kind: kind, root: root)
        return finish(object, key: key, name: name)
    }

    private func finish(_ object: ResourceObject?, key: ObjectKey? = nil, name: DocumentArena.Node? = nil)
        -> DecodedDocument
    {
        let isBroken = decoder.diagnostics.contains { $0.severity == .error }
        return DecodedDocument(
            object: object, isBroken: isBroken, key: key ?? object?.key, nameRange: name.map { arena.range(of: $0) },
            diagnostics: decoder.diagnostics)
    }

    // MARK: Head

    private static let documentShape = ObjectShape(
        "document",
        ["apiVersion", "kind", "metadata", "spec"].map { Field($0, .json, docs: "") })

    private func headRange(_ root: DocumentArena.Node) -> SourceRange { arena.rangeForMessages(of: root) }

    private mutating func readKind(_ root: DocumentArena.Node) -> KindDescription? {
        if let version = arena.value(forKey: "apiVersion", in: root) {
            if !arena.text(of: version, is: "reeve/v1") {
                decoder.report(
                    Diagnostic(
                        .unknownVersion, "unknown apiVersion '\(String(arena.text(of: version).prefix(60)))'",
                        at: arena.rangeForMessages(of: version),
                        label: "write '\(Self.apiVersion)'",
                        fixIt: .init(range: arena.range(of: version), replacement: Self.apiVersion)))
            }
        } else {
            decoder.report(
                Diagnostic(
                    .missingField, "the document lacks the field 'apiVersion'", at: headRange(root),
                    help: "write apiVersion: \(Self.apiVersion)"))
        }
        guard let node = arena.value(forKey: "kind", in: root) else {
            decoder.report(Diagnostic(.missingField, "the document lacks the field 'kind'", at: headRange(root)))
            return nil
        }
        let text = arena.text(of: node)
        if let kind = KindRegistry.description(of: text) { return kind }
        if KindRegistry.planned.contains(text) {
            decoder.report(
                Diagnostic(
                    .notAvailable, "objects of kind \(text) are not available in this version",
                    at: arena.range(of: node)))
            return nil
        }
        if text == "Project" {
            decoder.report(
                Diagnostic(
                    .unknownKind, "a Project belongs in reeve.yaml, at the root of the project",
                    at: arena.range(of: node)))
            return nil
        }
        let nearest = NearestName.suggestion(for: text, among: KindRegistry.all.lazy.map(\.kind))
        decoder.report(
            Diagnostic(
                .unknownKind, "unknown kind '\(String(text.prefix(60)))'", at: arena.rangeForMessages(of: node),
                label: nearest.map { "did you mean '\($0)'?" },
                help: "kinds are: " + KindRegistry.all.map(\.kind).joined(separator: ", "),
                fixIt: nearest.map { .init(range: arena.range(of: node), replacement: $0) }))
        return nil
    }

    // MARK: Metadata

    private mutating func decodeMetadata(_ node: DocumentArena.Node) -> JSONObject? {
        var writer = CanonicalJSONWriter()
        let before = decoder.diagnostics.count
        decoder.path = []
        decoder.writeObject(node, shape: MetadataDescription.shape, into: &writer)
        guard decoder.diagnostics.count == before else {
            // The name may still be good enough for references to find the object.
            guard let name = arena.value(forKey: "name", in: node), ObjectName.isValid(arena.text(of: name)) else {
                return nil
            }
            var rest: JSONObject = ["name": .string(arena.text(of: name))]
            for field in ["organization", "environment"] {
                if let value = arena.value(forKey: field, in: node), ObjectName.isValid(arena.text(of: value)) {
                    rest[field] = .string(arena.text(of: value))
                }
            }
            return rest
        }
        return (try? JSONParser.parse(writer.bytes))?.object
    }

    private mutating func objectKey(kind: KindDescription, metadata: JSONObject, at node: DocumentArena.Node)
        -> ObjectKey?
    {
        guard let name = metadata["name"]?.string else { return nil }
        let ownOrganization = metadata["organization"]?.string
        let ownEnvironment = metadata["environment"]?.string
        let takesOrganization = kind.scope != .global
        let takesEnvironment = kind.scope == .environment || kind.scope == .organizationOrEnvironment
        for (isTaken, own, field) in [
            (takesOrganization, ownOrganization, "organization"), (takesEnvironment, ownEnvironment, "environment"),
        ]
        where !isTaken && own != nil {
            decoder.report(
                Diagnostic(
                    .forbiddenScope,
                    "\(decoder.subject) cannot have '\(field)': the kind's scope is \(kind.scope.words)",
                    at: arena.value(forKey: field, in: node).map { arena.range(of: $0) }))
        }
        let organization = takesOrganization ? ownOrganization ?? context.organization : nil
        let environment = takesEnvironment ? ownEnvironment ?? context.environment : nil
        var isMissing = false
        for (isNeeded, value, field) in [
            (takesOrganization, organization, "organization"), (kind.scope == .environment, environment, "environment"),
        ]
        where isNeeded && value == nil {
            isMissing = true
            decoder.report(
                Diagnostic(
                    .missingScope, "\(decoder.subject) has no '\(field)'", at: arena.rangeForMessages(of: node),
                    help: "write metadata.\(field), or give the folder one in reeve.yaml under 'defaults'"))
        }
        return isMissing
            ? nil : ObjectKey(kind: kind.kind, organization: organization, environment: environment, name: name)
    }

    private func objectMetadata(_ metadata: JSONObject) -> ObjectMetadata {
        var labels = context.labels
        for label in metadata["labels"]?.object ?? [:] { labels[label.key] = label.value }
        return ObjectMetadata(
            labels: labels, annotations: metadata["annotations"]?.object ?? [:],
            displayName: metadata["displayName"]?.string,
            description: metadata["description"]?.string,
            protection: metadata["protect"]?.string.flatMap(Protection.init) ?? .none,
            renamedFrom: metadata["renamedFrom"]?.string)
    }

    // MARK: Spec

    private mutating func decodeSpec(_ root: DocumentArena.Node, kind: KindDescription, key: ObjectKey?) -> String? {
        var writer = CanonicalJSONWriter(reservingCapacity: 512)
        decoder.path = []
        if let node = arena.value(forKey: "spec", in: root) {
            decoder.writeObject(node, shape: kind.shape, into: &writer)
        } else {
            decoder.report(Diagnostic(.missingField, "\(decoder.subject) lacks the field 'spec'", at: headRange(root)))
            return nil
        }
        guard let derive = kind.derive, let key else { return String(decoding: writer.bytes, as: UTF8.self) }
        guard var object = (try? JSONParser.parse(writer.bytes))?.object else { return nil }
        derive(&object, key)
        return JSONValue.object(object).canonicalText
    }

    private func dynamicReferences(
        of kind: KindDescription, spec: JSONObject?, key: ObjectKey, root: DocumentArena.Node
    ) -> [ObjectReference] {
        guard let find = kind.dynamicReferences, let spec else { return [] }
        return find(spec, key).map { reference in
            let start = range(of: reference.pointer, root: root)?.start
            return ObjectReference(
                pointer: reference.pointer.description, kind: reference.kind, name: reference.name,
                environment: reference.environment, looksDown: reference.looksDown, line: start?.line ?? 0,
                column: start?.column ?? 0)
        }
    }

    /// The place of a value of the spec; of its nearest ancestor where defaults made it.
    private func range(of pointer: JSONPointer, root: DocumentArena.Node) -> SourceRange? {
        guard var node = arena.value(forKey: "spec", in: root) else { return nil }
        for token in pointer.tokens {
            switch arena.kind(of: node) {
            case .mapping:
                guard let next = arena.value(forKey: token, in: node) else { return arena.rangeForMessages(of: node) }
                node = next
            case .sequence:
                guard let index = Int(token) else { return arena.rangeForMessages(of: node) }
                var found: DocumentArena.Node?
                for (position, child) in arena.children(of: node).enumerated() where position == index { found = child }
                guard let found else { return arena.rangeForMessages(of: node) }
                node = found
            case .scalar: return arena.range(of: node)
            }
        }
        return arena.rangeForMessages(of: node)
    }

    private func source(of root: DocumentArena.Node, kind: KindDescription) -> ObjectSource {
        let start = arena.range(of: root).start
        var lines: [String: Int] = [:]
        if !kind.locatedLists.isEmpty, let spec = arena.value(forKey: "spec", in: root) {
            for path in kind.locatedLists { locate(path.split(separator: "/")[...], in: spec, at: "", into: &lines) }
        }
        return ObjectSource(file: arena.file, line: start.line, column: start.column, lines: lines)
    }

    /// Notes the lines of a list's elements, below each element of another list where the path says `*`.
    private func locate(
        _ path: ArraySlice<Substring>, in node: DocumentArena.Node, at pointer: String, into lines: inout [String: Int]
    ) {
        guard let field = path.first, let list = arena.value(forKey: String(field), in: node) else { return }
        for (index, child) in arena.children(of: list).enumerated() {
            let place = "\(pointer)/\(field)/\(index)"
            if path.count == 1 {
                lines[place] = arena.range(of: child).start.line
            } else {
                locate(path.dropFirst(2), in: child, at: place, into: &lines)
            }
        }
    }

    private mutating func runChecks(_ object: ResourceObject, kind: KindDescription, root: DocumentArena.Node) {
        guard let checks = DocumentChecks.byKind[kind.kind] else { return }
        let context = CheckContext(object: object, spec: object.specValue) { [self] pointer in
            range(of: pointer, root: root)
        }
        for check in checks {
            for diagnostic in check.check(context) { decoder.report(diagnostic) }
        }
    }
}

extension KindDescription {
    /// Whether deriving references and unique keys takes the spec as a value.
    var needsSpecObject: Bool { uniqueKeys != nil || dynamicReferences != nil }
}
