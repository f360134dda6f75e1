import ReeveDiagnostics
import ReeveJSON
import ReeveModel

extension ValueDecoder {
    /// Writes the scalars that most manifests have straight from the bytes of the document.
    ///
    /// - Returns: False, and nothing is written, where the value takes a closer look, or a message.
    mutating func writeUsual(
        _ node: DocumentArena.Node, as type: FieldType, into writer: inout CanonicalJSONWriter
    ) -> Bool {
        guard arena.tag(of: node) == .none else { return false }
        let isPlain = arena.style(of: node) == .plain
        switch type {
        case .text(let format):
            return arena.withUTF8(of: node) { text in
                if isPlain, CoreSchema.isNull(text) { return false }
                guard TextFormatRules.isUsual(text, as: format) else { return false }
                writer.write(utf8: text)
                return true
            }
        case .boolean:
            if isPlain, arena.text(of: node, is: "true") || arena.text(of: node, is: "false") {
                arena.withUTF8(of: node) { writer.append(bytes: $0) }
                return true
            }
            return false
        case .integer(let range):
            return arena.withUTF8(of: node) { text in
                guard isPlain, let value = CoreSchema.usualInteger(text), range.contains(value) else { return false }
                writer.append(bytes: text)
                return true
            }
        case .choice(let choices):
            return arena.withUTF8(of: node) { text in
                if isPlain, CoreSchema.isNull(text) { return false }
                guard let choice = choices.first(where: { text.isSameText(as: $0.value) }), !choice.planned else {
                    return false
                }
                writer.write(utf8: text)
                return true
            }
        case .reference(let kind):
            let isName = arena.withUTF8(of: node) { text in
                if isPlain, CoreSchema.isNull(text) { return false }
                return ObjectName.isValid(utf8: text)
            }
            guard isName, !kinds.planned.contains(kind) else { return false }
            arena.withUTF8(of: node) { writer.write(utf8: $0) }
            refer(to: kind, name: arena.text(of: node), at: node)
            return true
        default: return false
        }
    }

    mutating func writeScalar(
        _ scalar: ScalarText, as type: FieldType, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        if scalar.isNull {
            wrongType(node, expected: type.words, into: &writer)
            return
        }
        switch type {
        case .text(let format): writeText(scalar.text, format: format, at: node, into: &writer)
        case .boolean:
            switch scalar.isQuoted ? "" : scalar.text {
            case "true", "True", "TRUE": writer.append(raw: "true".utf8)
            case "false", "False", "FALSE": writer.append(raw: "false".utf8)
            default: wrongType(node, expected: "true or false", into: &writer)
            }
        case .integer, .duration, .size, .money, .instant, .number:
            writeAmount(scalar, as: type, at: node, into: &writer)
        case .choice(let choices): writeChoice(scalar.text, of: choices, at: node, into: &writer)
        case .reference(let kind): writeReference(scalar.text, kind: kind, at: node, into: &writer)
        case .toolAddress: writeToolAddress(scalar.text, at: node, into: &writer)
        case .secretReference: writeSecret(scalar.text, mayBeText: false, at: node, into: &writer)
        case .secretOrText: writeSecret(scalar.text, mayBeText: true, at: node, into: &writer)
        case .countOrShare: writeCountOrShare(scalar, at: node, into: &writer)
        case .list, .map, .object, .json, .jsonSchema, .byForm, .shorthand, .oneOrMany:
            wrongType(node, expected: type.words, into: &writer)
        }
    }

    private mutating func writeText(
        _ text: String, format: TextFormat, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        if let flaw = TextFormatRules.flaw(in: text, as: format) {
            let code: DiagnosticCode = if case .name = format { .invalidName } else { .invalidValue }
            report(
                Diagnostic(
                    code, "'\(String(text.prefix(60)))' is no valid '\(fieldName)' of \(subject): \(flaw)",
                    at: arena.rangeForMessages(of: node)))
        }
        writer.write(text)
    }

    private mutating func writeChoice(
        _ text: String, of choices: [Choice], at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        writer.write(text)
        guard let choice = choices.first(where: { $0.value == text }) else {
            let nearest = NearestName.suggestion(for: text, among: choices.lazy.map(\.value))
            report(
                Diagnostic(
                    .unknownChoice, "'\(String(text.prefix(60)))' is no value of '\(fieldName)' of \(subject)",
                    at: arena.range(of: node),
                    label: nearest.map { "did you mean '\($0)'?" },
                    help: "values are: " + choices.map(\.value).joined(separator: ", "),
                    fixIt: nearest.map { .init(range: arena.range(of: node), replacement: $0) }))
            return
        }
        if choice.planned {
            report(
                Diagnostic(
                    .notAvailable, "'\(fieldName): \(text)' of \(subject) is not available in this version",
                    at: arena.range(of: node)))
        }
    }

    private mutating func writeReference(
        _ text: String, kind: String, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        writer.write(text)
        if kinds.planned.contains(kind) {
            report(
                Diagnostic(
                    .notAvailable, "objects of kind \(kind) are not available in this version",
                    at: arena.range(of: node)))
        } else if let flaw = TextFormatRules.flaw(in: text, as: .name) {
            report(
                Diagnostic(
                    .invalidName,
                    "'\(String(text.prefix(60)))' cannot be the name of the \(kind) in '\(fieldName)' of \(subject): \(flaw)",
                    at: arena.range(of: node)))
        } else {
            refer(to: kind, name: text, at: node)
        }
    }

    private mutating func writeToolAddress(
        _ text: String, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        writer.write(text)
        guard let address = ToolAddress(text) else {
            report(
                Diagnostic(
                    .invalidValue, "'\(String(text.prefix(60)))' is no tool address in '\(fieldName)' of \(subject)",
                    at: arena.range(of: node), help: "write CONNECTION/TOOL, such as git-ro/git_log"))
            return
        }
        if ToolAddress.reservedConnections.contains(address.connection) {
            report(
                Diagnostic(
                    .notAvailable, "the tools of '\(address.connection)' are not available in this version",
                    at: arena.range(of: node)))
            return
        }
        refer(to: KindName.connection, name: address.connection, at: node)
    }

    private mutating func writeSecret(
        _ text: String, mayBeText: Bool, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        switch SecretReference(text) {
        case .environment?, .file?: writer.write(text)
        case .helper?, .store?:
            writer.write(text)
            report(
                Diagnostic(
                    .notAvailable,
                    "secret references by '\(text.prefix { $0 != ":" }):' are not available in this version",
                    at: arena.range(of: node), help: "use env:NAME or file:PATH"))
        case nil where mayBeText && SecretReference.looksMeant(text):
            writer.append(raw: "null".utf8)
            report(
                Diagnostic(
                    .secretReference, "'\(fieldName)' of \(subject) begins like a secret reference and is none",
                    at: arena.range(of: node),
                    help: "write env:NAME or file:PATH; other schemes are not available, and case counts",
                    hidesSource: true
                ))
        case nil where mayBeText: writer.write(text)
        case nil:
            writer.append(raw: "null".utf8)
            report(
                Diagnostic(
                    .literalSecret, "'\(fieldName)' of \(subject) must be a secret reference, never the secret itself",
                    at: arena.range(of: node),
                    help: "write env:NAME or file:PATH; the value itself belongs in no manifest",
                    hidesSource: true))
        }
    }

    private mutating func writeCountOrShare(
        _ scalar: ScalarText, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        if !scalar.isQuoted, let count = CoreSchema.integer(scalar.text), count >= 0 {
            writer.append(raw: String(count).utf8)
        } else if scalar.text.hasSuffix("%"), let share = Int(scalar.text.dropLast()), (0...100).contains(share) {
            writer.write("\(share)%")
        } else {
            invalid(scalar.text, reason: "write a count such as 3, or a share such as 10%", at: node, into: &writer)
        }
    }

    mutating func checkRange(
        _ value: Int64, in range: ClosedRange<Int64>, found: String, at node: DocumentArena.Node
    ) {
        if !range.contains(value) {
            outOfRange("from \(range.lowerBound) to \(range.upperBound)", found: found, at: node)
        }
    }

    mutating func outOfRange(_ range: String, found: String, at node: DocumentArena.Node) {
        report(
            Diagnostic(
                .outOfRange, "'\(fieldName)' of \(subject) must be \(range), found \(found)", at: arena.range(of: node))
        )
    }

    mutating func invalid(
        _ text: String, reason: String, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        writer.append(raw: "null".utf8)
        report(
            Diagnostic(
                .invalidValue, "'\(String(text.prefix(60)))' is no valid '\(fieldName)' of \(subject)",
                at: arena.range(of: node),
                help: reason))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are those of a text.
    fileprivate func isSameText(as text: String) -> Bool {
        var text = text
        return text.withUTF8 { $0.count == count && $0.elementsEqual(self) }
    }
}
