import ReeveDiagnostics
import ReeveJSON
import ReeveModel

extension ValueDecoder {
    /// Writes a mapping by its shape: fields in canonical order, defaults filled, unknown and missing ones reported.
    mutating func writeObject(_ node: DocumentArena.Node, shape: ObjectShape, into writer: inout CanonicalJSONWriter) {
        var members: [CanonicalObject.Member]?
        writeObject(node, shape: shape, at: node, into: &writer, members: &members)
    }

    /// Writes what a mapping without a field would be; what it lacks is reported at `place`.
    mutating func writeAbsentObject(
        _ shape: ObjectShape, at place: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        var members: [CanonicalObject.Member]?
        writeObject(nil, shape: shape, at: place, into: &writer, members: &members)
    }

    /// The canonical form of a mapping with its members at hand; without a node, that of one without a field.
    ///
    /// - Parameter place: where missing fields are reported.
    mutating func object(
        of node: DocumentArena.Node?, shape: ObjectShape, at place: DocumentArena.Node
    ) -> CanonicalObject {
        var writer = CanonicalJSONWriter(reservingCapacity: 512, numbersAsWritten: true)
        var members: [CanonicalObject.Member]? = []
        members?.reserveCapacity(shape.fields.count)
        writeObject(node, shape: shape, at: place, into: &writer, members: &members)
        return CanonicalObject(bytes: writer.bytes, members: members ?? [])
    }

    private mutating func writeObject(
        _ node: DocumentArena.Node?, shape: ObjectShape, at place: DocumentArena.Node,
        into writer: inout CanonicalJSONWriter, members: inout [CanonicalObject.Member]?
    ) {
        if let node, arena.kind(of: node) != .mapping {
            wrongType(node, expected: "a mapping", into: &writer)
            return
        }
        let fields = shape.fields
        let base = slots.count
        slots.append(contentsOf: repeatElement(0, count: fields.count))
        defer { slots.removeLast(slots.count - base) }
        if let node { fillSlots(of: node, shape: shape, base: base) }
        checkGroups(shape, base: base, at: place)
        writer.append(byte: UInt8(ascii: "{"))
        var isFirst = true
        for position in fields.indices {
            let field = fields[position]
            let slot = slots[base + position]
            if slot == 0 {
                if field.isRequired || field.condition != nil {
                    checkAbsent(field, shape: shape, base: base, at: place)
                }
                guard let text = field.defaultText else { continue }
                if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
                isFirst = false
                let start = writer.bytes.count
                writer.append(bytes: text)
                members?.append(
                    CanonicalObject.Member(
                        name: field.name, value: start + field.keyText.count..<writer.bytes.count))
                continue
            }
            if field.isPlanned { continue }
            let value = DocumentArena.Node(index: slot)
            if field.condition != nil { checkApplies(field, shape: shape, base: base, at: value) }
            if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
            isFirst = false
            writer.append(bytes: field.keyText)
            let start = writer.bytes.count
            path.append(.field(field.name))
            write(value, as: field.type, binding: field.binding, into: &writer)
            path.removeLast()
            members?.append(CanonicalObject.Member(name: field.name, value: start..<writer.bytes.count))
        }
        writer.append(byte: UInt8(ascii: "}"))
    }

    /// Notes the place of each field of a mapping in ``slots``, from `base` on; reports what the shape does not take.
    private mutating func fillSlots(of node: DocumentArena.Node, shape: ObjectShape, base: Int) {
        var entries = arena.entries(of: node)
        while let (key, value) = entries.next() {
            guard let position = arena.withUTF8(of: key, { shape.position(of: $0) }) else {
                reportUnknown(arena.text(of: key), at: key, shape: shape)
                continue
            }
            slots[base + position] = value.index
            let field = shape.fields[position]
            guard field.isPlanned else { continue }
            report(
                Diagnostic(
                    .notAvailable, "'\(field.name)' of \(subject) is not available in this version",
                    at: arena.range(of: key), help: "remove it; nothing that reeve does not act on is accepted",
                    hidesSource: field.mayHoldSecrets))
        }
    }

    /// Writes a scalar that stands for an object with one field.
    mutating func writeShorthand(
        _ node: DocumentArena.Node, field name: String, shape: ObjectShape, into writer: inout CanonicalJSONWriter
    ) {
        writer.append(byte: UInt8(ascii: "{"))
        var isFirst = true
        for field in shape.fields where field.name == name || field.defaultText != nil {
            if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
            isFirst = false
            if field.name == name {
                writer.append(bytes: field.keyText)
                path.append(.field(name))
                write(node, as: field.type, into: &writer)
                path.removeLast()
            } else if let text = field.defaultText {
                writer.append(bytes: text)
            }
        }
        writer.append(byte: UInt8(ascii: "}"))
    }

    mutating func reportUnknown(_ name: String, at key: DocumentArena.Node, shape: ObjectShape) {
        let place = shape.name == subjectKind ? subject : "\(shape.name) of \(subject)"
        let nearest = NearestName.suggestion(for: name, among: shape.declaredFields.lazy.map(\.name))
        report(
            Diagnostic(
                .unknownField, "unknown field '\(name)' in \(place)", at: arena.range(of: key),
                label: nearest.map { "did you mean '\($0)'?" },
                help: nearest == nil ? "fields are: " + shape.declaredFields.map(\.name).joined(separator: ", ") : nil,
                fixIt: nearest.map { .init(range: arena.range(of: key), replacement: $0) }))
    }

    /// The kind that ``subject`` names.
    private var subjectKind: String { String(subject.prefix { $0 != " " }) }

    private mutating func checkGroups(_ shape: ObjectShape, base: Int, at node: DocumentArena.Node) {
        for group in shape.exactlyOne {
            let found = group.filter { name in shape.position(of: name).map { slots[base + $0] != 0 } ?? false }
            // A field that goes with a member of the group says more than the group does.
            guard found.count != 1 else { continue }
            let names = group.map { "'\($0)'" }.joined(separator: ", ")
            let what = found.isEmpty ? "none is there" : "found " + found.map { "'\($0)'" }.joined(separator: " and ")
            report(
                Diagnostic(
                    .exactlyOne, "\(shape.name) of \(subject) takes exactly one of \(names); \(what)",
                    at: arena.rangeForMessages(of: node)))
        }
    }

    private mutating func checkAbsent(
        _ field: Field, shape: ObjectShape, base: Int, at node: DocumentArena.Node
    ) {
        var isMissing = field.isRequired
        var because = ""
        if let condition = field.condition, condition.isRequired,
            let value = effectiveText(of: condition.field, shape: shape, base: base), condition.values.contains(value)
        {
            isMissing = true
            because = ", since '\(condition.field)' is \(value)"
        }
        guard isMissing else { return }
        let place = shape.name == subjectKind ? subject : "\(shape.name) of \(subject)"
        report(
            Diagnostic(
                .missingField, "\(place) lacks the field '\(field.name)'\(because)",
                at: arena.rangeForMessages(of: node),
                help: field.docs.isEmpty ? nil : "\(field.name): \(field.docs)"))
    }

    private mutating func checkApplies(
        _ field: Field, shape: ObjectShape, base: Int, at node: DocumentArena.Node
    ) {
        guard let condition = field.condition, !condition.isRequired,
            let value = effectiveText(of: condition.field, shape: shape, base: base),
            !condition.values.contains(value)
        else { return }
        report(
            Diagnostic(
                .notApplicable,
                "'\(field.name)' of \(subject) has a meaning only where '\(condition.field)' is \(condition.values.joined(separator: " or "))",
                at: arena.rangeForMessages(of: node)))
    }

    /// The text of a sibling, or its default.
    private func effectiveText(of name: String, shape: ObjectShape, base: Int) -> String? {
        guard let position = shape.position(of: name) else { return nil }
        guard slots[base + position] != 0 else { return shape.fields[position].defaultValue?.string }
        let node = DocumentArena.Node(index: slots[base + position])
        let text = arena.kind(of: node) == .scalar ? arena.text(of: node) : nil
        // A value that is none of the choices is a mistake of its own; nothing follows from it.
        if case .choice(let choices) = shape.fields[position].type, !choices.contains(where: { $0.value == text }) {
            return nil
        }
        return text
    }
}
