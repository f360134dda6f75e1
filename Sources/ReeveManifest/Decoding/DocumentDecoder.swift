import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Decodes the documents of a file, one after the other, into objects in normal form.
struct DocumentDecoder {
    private let context: FileContext
    private let source: SourceText?
    private var decoder: ValueDecoder
    /// Of the document at hand, as far as it can be told.
    private var likely: UnreadObject?
    private var arena: DocumentArena { decoder.arena }
    private var kinds: KindRegistry { decoder.kinds }

    /// - Parameter source: The text of the file, for checks that look into scalars.
    init(file: String, source: SourceText? = nil, context: FileContext, kinds: KindRegistry = .standard) {
        self.source = source
        self.context = context
        decoder = ValueDecoder(file: file, binder: context.binder, kinds: kinds)
    }

    static let apiVersion = "reeve/v1"

    mutating func decode(_ root: DocumentArena.Node, in arena: DocumentArena) -> DecodedDocument {
        decoder.begin(arena)
        defer { decoder.end() }
        likely = nil
        return decode(root)
    }

    private mutating func decode(_ root: DocumentArena.Node) -> DecodedDocument {
        guard arena.kind(of: root) == .mapping else {
            decoder.report(
                Diagnostic(
                    .notAnObject,
                    "a document must be a mapping with apiVersion, kind, metadata and spec, found \(arena.words(for: root))",
                    at: arena.rangeForMessages(of: root)))
            return finish(nil)
        }
        let metadataNode = arena.value(forKey: "metadata", in: root)
        let name = metadataNode.flatMap { arena.value(forKey: "name", in: $0) }
        let nameText = name.map { arena.text(of: $0) } ?? ""
        let likelyName = ObjectName.isValid(nameText) ? nameText : nil
        likely = UnreadObject(kind: nil, name: likelyName)
        guard let kind = readKind(root) else { return finish(nil) }
        likely = UnreadObject(kind: kind.kind, name: likelyName)
        decoder.name(nameText.isEmpty ? kind.kind : kind.kind + " '" + nameText + "'")
        for (key, _) in arena.entries(of: root) where !Self.isTopLevel(key, in: arena) {
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
        let computed = computedReferences(of: kind, spec: spec, key: key, root: root)
        let object = ResourceObject(
            key: key, metadata: ObjectMetadata(declared: metadata, defaults: context.labels), spec: spec.text,
            references: computed.isEmpty ? decoder.references : decoder.references + computed,
            uniqueKeys: uniqueKeys(of: kind, spec: spec, key: key, root: root, name: name),
            source: source(of: root, kind: kind))
        let checked = CheckContext(object: object, spec: spec, arena: arena, root: root, source: source)
        for check in kind.checks {
            for diagnostic in check.document.check(checked) { decoder.report(diagnostic) }
        }
        return finish(object, key: key, name: name, mentions: ConnectionMention.all(of: kind, in: checked))
    }

    private func finish(
        _ object: ResourceObject?, key: ObjectKey? = nil, name: DocumentArena.Node? = nil,
        mentions: [ConnectionMention] = []
    ) -> DecodedDocument {
        let isBroken = decoder.diagnostics.contains { $0.severity == .error }
        return DecodedDocument(
            object: object, isBroken: isBroken, key: key ?? object?.key, nameRange: name.map { arena.range(of: $0) },
            likely: likely, diagnostics: decoder.diagnostics, mentions: mentions)
    }

    // MARK: Head

    static func isTopLevel(_ key: DocumentArena.Node, in arena: DocumentArena) -> Bool {
        arena.withUTF8(of: key) { documentShape.position(of: $0) } != nil
    }

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
        if let kind = kinds.description(of: text) { return kind }
        let near = NearestName.suggestion(for: text, among: kinds.all.lazy.map(\.kind))
        likely = near.map { UnreadObject(kind: $0, name: likely?.name) }
        if kinds.planned.contains(text) {
            decoder.report(
                Diagnostic(
                    .notAvailable, "objects of kind \(text) are not available in this version",
                    at: arena.range(of: node)))
            return nil
        }
        if text == ProjectDescription.kind {
            decoder.report(
                Diagnostic(
                    .unknownKind, "a Project belongs in reeve.yaml, at the root of the project",
                    at: arena.range(of: node)))
            return nil
        }
        let nearest = NearestName.suggestion(for: text, among: kinds.all.lazy.map(\.kind))
        decoder.report(
            Diagnostic(
                .unknownKind, "unknown kind '\(String(text.prefix(60)))'", at: arena.rangeForMessages(of: node),
                label: nearest.map { "did you mean '\($0)'?" },
                help: "kinds are: " + kinds.all.map(\.kind).joined(separator: ", "),
                fixIt: nearest.map { .init(range: arena.range(of: node), replacement: $0) }))
        return nil
    }

    // MARK: Metadata

    private mutating func decodeMetadata(_ node: DocumentArena.Node) -> CanonicalObject? {
        let before = decoder.diagnostics.count
        decoder.path.removeAll(keepingCapacity: true)
        decoder.rootName = "metadata"
        let metadata = decoder.object(of: node, shape: MetadataDescription.shape, at: node)
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
            return CanonicalObject(rest)
        }
        return metadata
    }

    private mutating func objectKey(kind: KindDescription, metadata: CanonicalObject, at node: DocumentArena.Node)
        -> ObjectKey?
    {
        guard let name = metadata.string("name") else { return nil }
        let ownOrganization = metadata.string("organization")
        let ownEnvironment = metadata.string("environment")
        let takesOrganization = kind.scope != .global
        let takesEnvironment = kind.scope == .environment || kind.scope == .organizationOrEnvironment
        if !takesOrganization, ownOrganization != nil { reportForbidden("organization", kind: kind, at: node) }
        if !takesEnvironment, ownEnvironment != nil { reportForbidden("environment", kind: kind, at: node) }
        let organization = takesOrganization ? ownOrganization ?? context.organization : nil
        let environment = takesEnvironment ? ownEnvironment ?? context.environment : nil
        let lacksOrganization = takesOrganization && organization == nil
        let lacksEnvironment = kind.scope == .environment && environment == nil
        if lacksOrganization { reportMissing("organization", at: node) }
        if lacksEnvironment { reportMissing("environment", at: node) }
        return lacksOrganization || lacksEnvironment
            ? nil : ObjectKey(kind: kind.kind, organization: organization, environment: environment, name: name)
    }

    private mutating func reportForbidden(_ field: String, kind: KindDescription, at node: DocumentArena.Node) {
        decoder.report(
            Diagnostic(
                .forbiddenScope, "\(decoder.subject) cannot have '\(field)': the kind's scope is \(kind.scope.words)",
                at: arena.value(forKey: field, in: node).map { arena.range(of: $0) }))
    }

    private mutating func reportMissing(_ field: String, at node: DocumentArena.Node) {
        decoder.report(
            Diagnostic(
                .missingScope, "\(decoder.subject) has no '\(field)'", at: arena.rangeForMessages(of: node),
                help: "write metadata.\(field), or give the folder one in reeve.yaml under 'defaults'"))
    }

    // MARK: Spec

    private mutating func decodeSpec(_ root: DocumentArena.Node, kind: KindDescription, key: ObjectKey?)
        -> CanonicalObject?
    {
        let node = arena.value(forKey: "spec", in: root)
        decoder.path.removeAll(keepingCapacity: true)
        decoder.rootName = "spec"
        // Without a spec every default holds, as with an empty one.
        let spec = decoder.object(of: node, shape: kind.shape, at: node ?? root)
        let isMapping = node.map { arena.kind(of: $0) == .mapping } ?? true
        guard let derive = kind.derive, let key, isMapping else { return spec }
        let derived = derive(spec, key)
        return derived.isEmpty ? spec : spec.setting(derived)
    }

    private func computedReferences(
        of kind: KindDescription, spec: CanonicalObject, key: ObjectKey, root: DocumentArena.Node
    ) -> [ObjectReference] {
        guard let find = kind.computedReferences else { return [] }
        return find(spec, key).map { reference in
            let start = arena.range(of: reference.pointer, below: root)?.start
            return ObjectReference(
                pointer: reference.pointer.description, kind: reference.kind, name: reference.name,
                environment: reference.environment, looksDown: reference.looksDown, line: start?.line ?? 0,
                column: start?.column ?? 0)
        }
    }

    /// With their places: that of the field, or of the object's name where that gave the value.
    private func uniqueKeys(
        of kind: KindDescription, spec: CanonicalObject, key: ObjectKey, root: DocumentArena.Node,
        name: DocumentArena.Node?
    ) -> [UniqueKey] {
        guard kind.hasUniqueKeys else { return [] }
        let node = arena.value(forKey: "spec", in: root)
        return kind.uniqueKeys(spec, key).map { unique in
            let field = unique.pointer.tokens.first.flatMap { token in
                node.flatMap { arena.value(forKey: token, in: $0) }
            }
            guard let place = field ?? name else { return unique }
            let start = arena.range(of: place).start
            return unique.at(line: start.line, column: start.column)
        }
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
}

extension DocumentArena {
    /// The place of a value of a document's spec; of its nearest ancestor where defaults made it.
    func range(of pointer: JSONPointer, below root: Node) -> SourceRange? {
        guard var node = value(forKey: "spec", in: root) else { return rangeForMessages(of: root) }
        for token in pointer.tokens {
            switch kind(of: node) {
            case .mapping:
                guard let next = value(forKey: token, in: node) else { return rangeForMessages(of: node) }
                node = next
            case .sequence:
                guard let index = Int(token) else { return rangeForMessages(of: node) }
                var found: Node?
                for (position, child) in children(of: node).enumerated() where position == index { found = child }
                guard let found else { return rangeForMessages(of: node) }
                node = found
            case .scalar: return range(of: node)
            }
        }
        return rangeForMessages(of: node)
    }
}
