import ReeveDiagnostics
import ReeveJSON
import ReeveModel

extension ValueDecoder {
    /// Writes a mapping by its shape: fields in canonical order, defaults filled, unknown and missing ones reported.
    mutating func writeObject(_ node: DocumentArena.Node, shape: ObjectShape, into writer: inout CanonicalJSONWriter) {
        guard arena.kind(of: node) == .mapping else {
            wrongType(node, expected: "a mapping", into: &writer)
            return
        }
        var slots = [DocumentArena.Node?](repeating: nil, count: shape.fields.count)
        for (key, value) in arena.entries(of: node) {
            let name = arena.text(of: key)
            guard let position = shape.position(of: name) else {
                reportUnknown(name, at: key, shape: shape)
                continue
            }
            slots[position] = value
            if shape.fields[position].isPlanned {
                report(
                    Diagnostic(
                        .notAvailable, "'\(name)' of \(subject) is not available in this version",
                        at: arena.range(of: key),
                        help: "remove it; nothing that reeve does not act on is accepted",
                        hidesSource: shape.fields[position].mayHoldSecret))
            }
        }
        checkGroups(shape, slots: slots, at: node)
        writer.append(raw: "{".utf8)
        var isFirst = true
        for (position, field) in shape.fields.enumerated() {
            guard let value = slots[position] else {
                checkAbsent(field, shape: shape, slots: slots, at: node)
                if case .defaulted(let value) = field.presence {
                    write(key: field.name, isFirst: &isFirst, into: &writer)
                    writer.write(value)
                }
                continue
            }
            if field.isPlanned { continue }
            checkApplies(field, shape: shape, slots: slots, at: value)
            write(key: field.name, isFirst: &isFirst, into: &writer)
            path.append(.field(field.name))
            write(value, as: field.type, binding: field.binding, into: &writer)
            path.removeLast()
        }
        writer.append(raw: "}".utf8)
    }

    /// Writes a scalar that stands for an object with one field.
    mutating func writeShorthand(
        _ node: DocumentArena.Node, field name: String, shape: ObjectShape, into writer: inout CanonicalJSONWriter
    ) {
        writer.append(raw: "{".utf8)
        var isFirst = true
        for field in shape.fields {
            if field.name == name {
                write(key: name, isFirst: &isFirst, into: &writer)
                path.append(.field(name))
                write(node, as: field.type, into: &writer)
                path.removeLast()
            } else if case .defaulted(let value) = field.presence {
                write(key: field.name, isFirst: &isFirst, into: &writer)
                writer.write(value)
            }
        }
        writer.append(raw: "}".utf8)
    }

    private func write(key: String, isFirst: inout Bool, into writer: inout CanonicalJSONWriter) {
        if !isFirst { writer.append(raw: ",".utf8) }
        isFirst = false
        writer.write(key)
        writer.append(raw: ":".utf8)
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

    private mutating func checkGroups(_ shape: ObjectShape, slots: [DocumentArena.Node?], at node: DocumentArena.Node) {
        for group in shape.exactlyOne {
            let found = group.filter { name in shape.position(of: name).map { slots[$0] != nil } ?? false }
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
        _ field: Field, shape: ObjectShape, slots: [DocumentArena.Node?], at node: DocumentArena.Node
    ) {
        var isMissing = field.isRequired
        var because = ""
        if let condition = field.condition, condition.isRequired,
            let value = effectiveText(of: condition.field, shape: shape, slots: slots), condition.values.contains(value)
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
        _ field: Field, shape: ObjectShape, slots: [DocumentArena.Node?], at node: DocumentArena.Node
    ) {
        guard let condition = field.condition, !condition.isRequired,
            let value = effectiveText(of: condition.field, shape: shape, slots: slots),
            !condition.values.contains(value)
        else { return }
        report(
            Diagnostic(
                .notApplicable,
                "'\(field.name)' of \(subject) has a meaning only where '\(condition.field)' is \(condition.values.joined(separator: " or "))",
                at: arena.rangeForMessages(of: node)))
    }

    /// The text of a sibling, or its default.
    private func effectiveText(of name: String, shape: ObjectShape, slots: [DocumentArena.Node?]) -> String? {
        guard let position = shape.position(of: name) else { return nil }
        guard let node = slots[position] else { return shape.fields[position].defaultValue?.string }
        let text = arena.kind(of: node) == .scalar ? arena.text(of: node) : nil
        // A value that is none of the choices is a mistake of its own; nothing follows from it.
        if case .choice(let choices) = shape.fields[position].type, !choices.contains(where: { $0.value == text }) {
            return nil
        }
        return text
    }
}

extension Field {
    /// Whether a value that somebody wrote there may be a secret, also where it is refused.
    fileprivate var mayHoldSecret: Bool {
        if isSensitive { return true }
        switch type {
        case .secretReference, .secretOrText, .map(_, values: .secretOrText): return true
        case .object(let shape): return shape.fields.contains { $0.mayHoldSecret }
        default: return false
        }
    }
}
