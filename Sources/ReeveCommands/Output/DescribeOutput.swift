import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes one object, and the objects that refer to it.
struct DescribeOutput {
    private let found: DescribeOperation.Outcome

    init(_ found: DescribeOperation.Outcome) { self.found = found }

    var json: JSONValue {
        var incoming = found.incoming.map(Self.json)
        if found.hasMoreIncoming { incoming.append(["field": "", "object": ""]) }
        return [
            "drifted": .bool(found.hasDrifted), "object": found.record.document,
            "protection": .string(found.record.protection.rawValue), "referred_by": .array(incoming),
            "refers_to": .array(found.outgoing.map(Self.json)),
        ]
    }

    private static func json(_ reference: DescribeOperation.Reference) -> JSONValue {
        ["field": .string(reference.field), "object": .string(reference.path)]
    }

    func write(to terminal: Terminal) {
        let record = found.record
        let style = TextStyle(isOn: terminal.outputHasColor)
        terminal.line(style.bold(record.key.description))
        func line(_ title: String, _ value: String) { terminal.line("  " + style.faint(title.padded(to: 14)) + value) }
        line("uid", record.uid.text)
        line("set", record.owningSet ?? "none")
        line("generation", String(record.generation))
        line("digest", record.digest.description)
        if let source = record.source { line("source", "\(source.file):\(source.line)") }
        line("created", record.createdAt.description)
        line("updated", record.updatedAt.description)
        if record.protection != .none { line("protection", record.protection.rawValue) }
        if found.hasDrifted { line("drift", "changed since it was last applied") }
        for (title, lines) in [("refers to", outgoingLines), ("referred by", incomingLines)] where !lines.isEmpty {
            terminal.line("  " + style.faint(title))
            for line in lines { terminal.line("    " + line) }
        }
        terminal.line("  " + style.faint("manifest"))
        var document = record.document.object ?? [:]
        document["status"] = nil
        for text in YAMLText.documents([.object(document)]).split(separator: "\n").dropFirst() {
            terminal.line("    " + text)
        }
    }

    private var outgoingLines: [String] { found.outgoing.map { $0.field.padded(to: 22) + $0.path } }

    private var incomingLines: [String] {
        found.incoming.map { $0.path + " " + $0.field }
            + (found.hasMoreIncoming ? ["and more; 'reeve get all -o json' has the specs of all"] : [])
    }
}
