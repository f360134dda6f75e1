import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show one object with what refers to it.",
        discussion: "Example: reeve describe agent repo-doctor -e prod")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A kind, or the path of an object such as acme/prod/Agent/triage.")
    var kind: String

    @Argument(help: "The object's name.")
    var name: String?

    func run() async throws {
        let context = try CommandContext(global)
        let found = try await context.withStore(.read) { store in
            try await Self.find(kind, name, context: context, store: store)
        }
        guard let found else {
            context.fail(
                "there is no such object: \(kind)\(name.map { " " + $0 } ?? "")", code: "object.missing",
                help: "reeve get all lists what there is")
            throw ExitStatus.invalidInput.exit
        }
        let terminal = context.terminal
        let style = TextStyle(isOn: terminal.outputHasColor)
        terminal.line(style.bold(found.record.key.description))
        func line(_ title: String, _ value: String) { terminal.line("  " + style.faint(title.padded(to: 14)) + value) }
        line("uid", found.record.uid.text)
        line("set", found.record.owningSet ?? "none")
        line("generation", String(found.record.generation))
        line("digest", found.record.digest.description)
        if let source = found.record.source { line("source", "\(source.file):\(source.line)") }
        line("created", found.record.createdAt.description)
        line("updated", found.record.updatedAt.description)
        if found.record.protection != .none { line("protection", found.record.protection.rawValue) }
        if found.record.lastAppliedDigest != nil, found.record.lastAppliedDigest != found.record.digest {
            line("drift", "changed since it was last applied")
        }
        for (title, lines) in [("refers to", found.outgoing), ("referred by", found.incoming)] where !lines.isEmpty {
            terminal.line("  " + style.faint(title))
            for text in lines { terminal.line("    " + text) }
        }
        terminal.line("  " + style.faint("manifest"))
        var document = found.record.document.object ?? [:]
        document["status"] = nil
        for text in YAMLText.documents([.object(document)]).split(separator: "\n").dropFirst() {
            terminal.line("    " + text)
        }
    }

    private struct Found: Sendable {
        let record: ObjectRecord
        let outgoing: [String]
        let incoming: [String]
    }

    /// The object in the scope that options name; the only one of its name where they name none.
    private static func find(_ kind: String, _ name: String?, context: CommandContext, store: any Store) async throws
        -> Found?
    {
        let organization = context.options.organization
        let environment = context.options.environment
        let description = KindRegistry.lookup(kind)
        return try await store.read { reading throws(StoreError) in
            var record: ObjectRecord?
            if let name, let description {
                let filter = ObjectFilter(
                    kinds: [description.kind], organization: organization, environment: environment)
                let heads = try reading.objectHeads(filter).filter { $0.key.name == name }
                if heads.count == 1 { record = try reading.object(heads[0].key) }
            } else if let key = ObjectKey(path: kind) {
                record = try reading.object(key)
            }
            guard let record else { return nil }
            var outgoing: [String] = []
            for reference in try reading.references(from: record.uid) {
                let target = try reading.object(uid: reference.to)
                outgoing.append(reference.field.padded(to: 22) + (target?.key.description ?? reference.to.text))
            }
            var incoming: [String] = []
            for reference in try reading.references(to: record.uid, limit: 100) {
                let origin = try reading.object(uid: reference.from)
                incoming.append((origin?.key.description ?? reference.from.text) + " " + reference.field)
            }
            return Found(record: record, outgoing: outgoing, incoming: incoming)
        }
    }
}
