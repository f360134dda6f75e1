import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

struct DescribeCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show one object with what refers to it.",
        discussion: "Example: reeve describe agent repo-doctor -e prod")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: "A kind, or the path of an object such as acme/prod/Agent/triage.", completion: Completions.kindNames)
    var kind: String

    @Argument(help: "The object's name.", completion: Completions.namesOfKind)
    var name: String?

    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let matches = try await context.withStore(.read) { store in
            try await Self.find(kind, name, context: context, store: store)
        }
        guard matches.keys.count < 2 else {
            context.fail(
                "'\(name ?? kind)' names \(matches.keys.count) objects: "
                    + matches.keys.prefix(10).map(\.description).joined(separator: ", ")
                    + (matches.keys.count > 10 ? " and more" : ""),
                code: "object.ambiguous", help: "choose one by its path, or with --organization and -e")
            throw ExitStatus.invalidInput.exit
        }
        let found = matches.found
        guard let found else {
            context.fail(
                "there is no such object\(context.scope.suffix): \(kind)\(name.map { " " + $0 } ?? "")",
                code: "object.missing",
                help: matches.nearest.map { "did you mean '\($0)'?" } ?? "reeve get all lists what there is")
            throw ExitStatus.invalidInput.exit
        }
        let terminal = context.terminal
        guard !form.isJSON else { return terminal.json(found.json) }
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
        if found.hasDrifted {
            line("drift", "changed since it was last applied")
        }
        for (title, lines) in [("refers to", found.outgoing), ("referred by", found.incoming)] where !lines.isEmpty {
            terminal.line("  " + style.faint(title))
            for line in lines { terminal.line("    " + line.text) }
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
        let outgoing: [Reference]
        let incoming: [Reference]

        var hasDrifted: Bool { record.lastAppliedDigest.map { $0 != record.digest } ?? false }

        var json: JSONValue {
            [
                "drifted": .bool(hasDrifted), "object": record.document,
                "protection": .string(record.protection.rawValue), "referred_by": .array(incoming.map(\.json)),
                "refers_to": .array(outgoing.map(\.json)),
            ]
        }
    }

    private struct Reference: Sendable {
        let field: String
        /// The object at the other end; its uid where it is not there.
        let path: String
        let text: String

        var json: JSONValue { ["field": .string(field), "object": .string(path)] }
    }

    /// The object in the scope that options name; the only one of its name where they name none.
    private static func find(_ kind: String, _ name: String?, context: CommandContext, store: any Store) async throws
        -> (keys: [ObjectKey], found: Found?, nearest: String?)
    {
        let scope = context.scope
        let description = KindRegistry.standard.lookup(kind)
        return try await store.read { reading throws(StoreError) in
            var keys: [ObjectKey] = []
            var nearest: String?
            if let name, let description {
                let filter = ObjectFilter(
                    kinds: [description.kind], organization: scope.organization, environment: scope.environment)
                let all = try reading.objectHeads(filter).map(\.key)
                keys = all.filter { $0.name == name }
                nearest = NearestName.suggestion(for: name, among: all.map(\.name))
            } else if name == nil, let key = ObjectKey(path: kind), scope.contains(key.scope) {
                keys = [key]
            }
            guard keys.count == 1, let record = try reading.object(keys[0]) else {
                return (keys, nil, keys.isEmpty ? nearest : nil)
            }
            var outgoing: [Reference] = []
            for reference in try reading.references(from: record.uid) {
                let target = try reading.object(uid: reference.to)
                let path = target?.key.description ?? reference.to.text
                outgoing.append(
                    Reference(field: reference.field, path: path, text: reference.field.padded(to: 22) + path))
            }
            var incoming: [Reference] = []
            let (references, hasMore) = try reading.references(to: record.uid, limit: 100).cut
            for reference in references {
                let origin = try reading.object(uid: reference.from)
                let path = origin?.key.description ?? reference.from.text
                incoming.append(Reference(field: reference.field, path: path, text: path + " " + reference.field))
            }
            if hasMore {
                let words = "and more; 'reeve get all -o json' has the specs of all"
                incoming.append(Reference(field: "", path: "", text: words))
            }
            return (keys, Found(record: record, outgoing: outgoing, incoming: incoming), nil)
        }
    }
}
