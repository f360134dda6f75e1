import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Turns the values of a document into canonical JSON by the description of its kind: checks types, fills
/// defaults, brings values into their normal form, collects references and every mistake.
///
/// One pass, no tree in between: fields are written in canonical key order straight from the arena.
struct ValueDecoder {
    enum Step {
        case field(String)
        case key(DocumentArena.Node)
        case index(Int)
    }

    private(set) var arena: DocumentArena
    let binder: Binder
    let kinds: KindRegistry
    /// What the document is called in messages, such as `Connection 'git'`.
    private(set) var subject = "the document"
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var references: [ObjectReference] = []
    var path: [Step] = []
    /// What the path starts from: `metadata` or `spec`.
    var rootName: String?
    /// The values of the mappings being written, a slot for each field of their shapes; 0, the root, stands for none.
    var slots: [UInt32] = []

    init(file: String, binder: Binder, kinds: KindRegistry = .standard) {
        arena = DocumentArena(file: file)
        self.binder = binder
        self.kinds = kinds
        path.reserveCapacity(16)
        slots.reserveCapacity(128)
    }

    /// Makes ready for a document.
    mutating func begin(_ arena: DocumentArena) {
        self.arena = arena
        subject = "the document"
        if !diagnostics.isEmpty { diagnostics = [] }
        if !references.isEmpty { references = [] }
        path.removeAll(keepingCapacity: true)
    }

    /// Lets go of the document, so that its reader may use the memory again.
    mutating func end() { arena = DocumentArena(file: arena.file) }

    mutating func name(_ subject: String) { self.subject = subject }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    mutating func refer(to kind: String, name: String, at node: DocumentArena.Node) {
        let start = arena.range(of: node).start
        references.append(
            ObjectReference(pointer: pointer, kind: kind, name: name, line: start.line, column: start.column))
    }

    /// The pointer of the value being decoded.
    var pointer: String {
        var out = ""
        for step in path {
            switch step {
            case .field(let name):
                out += "/"
                out += name
            case .key(let node): out += JSONPointer(tokens: [arena.text(of: node)]).description
            case .index(let index): out += "/\(index)"
            }
        }
        return out
    }

    /// The last field's name, for messages.
    var fieldName: String {
        for step in path.reversed() {
            switch step {
            case .field(let name): return name
            case .key(let node): return arena.text(of: node)
            case .index: continue
            }
        }
        return rootName ?? subject
    }

    // MARK: Values

    /// Writes the normal form of a value. After a mistake, which is reported, something is written all the same.
    mutating func write(
        _ node: DocumentArena.Node, as type: FieldType, binding: Field.Binding = .never,
        into writer: inout CanonicalJSONWriter
    ) {
        switch type {
        case .json:
            write(json: node, binding: binding, into: &writer)
            return
        case .byForm(let scalar, let sequence, let mapping):
            writeByForm(node, scalar: scalar, sequence: sequence, mapping: mapping, binding: binding, into: &writer)
            return
        default: break
        }
        if arena.kind(of: node) == .mapping, !type.isMapping, let bound = bindingSource(of: node) {
            writeBound(node, bound, as: type, binding: binding, into: &writer)
            return
        }
        switch type {
        case .list(let element, let rule):
            writeList(node, of: element, rule: rule, binding: binding, into: &writer)
        case .map(let keys, let values):
            writeMap(node, keys: keys, values: values, binding: binding, into: &writer)
        case .object(let shape): writeObject(node, shape: shape, into: &writer)
        case .shorthand(let field, let shape):
            if arena.kind(of: node) == .scalar {
                writeShorthand(node, field: field, shape: shape, into: &writer)
            } else {
                writeObject(node, shape: shape, into: &writer)
            }
        case .oneOrMany(let element):
            if arena.kind(of: node) == .sequence {
                writeList(node, of: element, rule: ListRule(minimumCount: 1), binding: binding, into: &writer)
            } else {
                writer.append(raw: "[".utf8)
                write(node, as: element, binding: binding, into: &writer)
                writer.append(raw: "]".utf8)
            }
        case .jsonSchema:
            let schema = arena.json(of: node)
            if schema.object != nil || schema.bool != nil {
                writer.write(schema)
            } else {
                wrongType(node, expected: "a JSON Schema: a mapping or a boolean", into: &writer)
            }
        default:
            guard arena.kind(of: node) == .scalar else {
                wrongType(node, expected: type.words, into: &writer)
                return
            }
            if writeUsual(node, as: type, into: &writer) { return }
            let scalar = ScalarText(arena: arena, node: node)
            writeScalar(scalar, as: type, at: node, into: &writer)
        }
    }

    private mutating func writeByForm(
        _ node: DocumentArena.Node, scalar: FieldType?, sequence: FieldType?, mapping: FieldType?,
        binding: Field.Binding,
        into writer: inout CanonicalJSONWriter
    ) {
        let chosen =
            switch arena.kind(of: node) {
            case .scalar: scalar
            case .sequence: sequence
            case .mapping: mapping
            }
        guard let chosen else {
            let forms = [(scalar, "a single value"), (sequence, "a list"), (mapping, "a mapping")]
            wrongType(node, expected: forms.filter { $0.0 != nil }.map(\.1).joined(separator: " or "), into: &writer)
            return
        }
        write(node, as: chosen, binding: binding, into: &writer)
    }

    private mutating func writeList(
        _ node: DocumentArena.Node, of element: FieldType, rule: ListRule, binding: Field.Binding,
        into writer: inout CanonicalJSONWriter
    ) {
        guard arena.kind(of: node) == .sequence else {
            wrongType(node, expected: "a list", into: &writer)
            return
        }
        let count = arena.count(of: node)
        if count < rule.minimumCount || count > rule.maximumCount {
            let bound = count < rule.minimumCount ? "at least \(rule.minimumCount)" : "at most \(rule.maximumCount)"
            report(
                Diagnostic(
                    .elementCount, "'\(fieldName)' of \(subject) takes \(bound) elements, found \(count)",
                    at: arena.range(of: node)))
        }
        writer.append(byte: UInt8(ascii: "["))
        var seen: [String: DocumentArena.Node] = [:]
        let comparesElements = count > 1 && (rule.isUnique || rule.key != nil)
        var children = arena.children(of: node)
        var index = 0
        while let child = children.next() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            path.append(.index(index))
            write(child, as: element, binding: binding, into: &writer)
            path.removeLast()
            if comparesElements { checkUnique(child, rule: rule, seen: &seen) }
            index += 1
        }
        writer.append(byte: UInt8(ascii: "]"))
    }

    private mutating func checkUnique(
        _ child: DocumentArena.Node, rule: ListRule, seen: inout [String: DocumentArena.Node]
    ) {
        var place = child
        if let key = rule.key, arena.kind(of: child) == .mapping {
            guard let value = arena.value(forKey: key, in: child) else { return }
            place = value
        }
        guard arena.kind(of: place) == .scalar else { return }
        let text = arena.text(of: place)
        if let first = seen.updateValue(place, forKey: text) {
            report(
                Diagnostic(
                    .duplicateElement, "'\(text)' stands twice in '\(fieldName)' of \(subject)",
                    at: arena.range(of: place),
                    notes: [.init("first here", at: arena.range(of: first))]))
        }
    }

    private mutating func writeMap(
        _ node: DocumentArena.Node, keys: TextFormat, values: FieldType, binding: Field.Binding,
        into writer: inout CanonicalJSONWriter
    ) {
        guard arena.kind(of: node) == .mapping else {
            wrongType(node, expected: "a mapping", into: &writer)
            return
        }
        var entries: [(key: DocumentArena.Node, value: DocumentArena.Node)] = []
        entries.reserveCapacity(arena.count(of: node))
        for entry in arena.entries(of: node) { entries.append(entry) }
        entries.sort { arena.precedes($0.key, $1.key) }
        writer.append(byte: UInt8(ascii: "{"))
        for index in entries.indices {
            let entry = entries[index]
            let isUsual = arena.withUTF8(of: entry.key) { TextFormatRules.isUsual($0, as: keys) }
            if !isUsual, let flaw = TextFormatRules.flaw(in: arena.text(of: entry.key), as: keys) {
                report(
                    Diagnostic(
                        .invalidValue,
                        "'\(arena.text(of: entry.key))' is no valid key of '\(fieldName)' in \(subject): \(flaw)",
                        at: arena.range(of: entry.key)))
            }
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            arena.withUTF8(of: entry.key) { writer.write(utf8: $0) }
            writer.append(byte: UInt8(ascii: ":"))
            path.append(.key(entry.key))
            write(entry.value, as: values, binding: binding, into: &writer)
            path.removeLast()
        }
        writer.append(byte: UInt8(ascii: "}"))
    }

    mutating func wrongType(_ node: DocumentArena.Node, expected: String, into writer: inout CanonicalJSONWriter) {
        writer.append(raw: "null".utf8)
        report(
            Diagnostic(
                .wrongType, "'\(fieldName)' of \(subject) must be \(expected), found \(arena.words(for: node))",
                at: arena.rangeForMessages(of: node)))
    }
}

extension DocumentArena {
    /// What a node is, for messages.
    func words(for node: Node) -> String {
        switch kind(of: node) {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar: isNull(node) ? "nothing" : "'" + String(text(of: node).prefix(60)) + "'"
        }
    }

    /// Whether a scalar is the null of the core schema.
    func isNull(_ node: Node) -> Bool {
        guard kind(of: node) == .scalar, style(of: node) == .plain, tag(of: node) == .none else {
            return tag(of: node) == .null
        }
        return withUTF8(of: node, CoreSchema.isNull)
    }

    /// Whether the text of one scalar comes before another's in canonical order.
    func precedes(_ lhs: Node, _ rhs: Node) -> Bool {
        withUTF8(of: lhs) { lhs in withUTF8(of: rhs) { rhs in CanonicalOrder.precedes(lhs, rhs) } }
    }

    /// The node's range; of a collection over several lines its first line only.
    func rangeForMessages(of node: Node) -> SourceRange {
        let range = range(of: node)
        guard range.end.line > range.start.line else { return range }
        return SourceRange(
            file: range.file, start: range.start,
            end: SourcePosition(line: range.start.line, column: range.start.column + 1))
    }
}

extension FieldType {
    /// Whether a mapping may be the value itself, so that it is never taken for a binding.
    var isMapping: Bool {
        switch self {
        case .map, .object, .shorthand, .json, .jsonSchema: true
        default: false
        }
    }
}
