import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List revisions, newest first.",
        subcommands: [HistoryListCommand.self, HistoryShowCommand.self], defaultSubcommand: HistoryListCommand.self)
}

struct HistoryListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List revisions, newest first.")

    static let scopeUse = ScopeUse.refused("a revision covers every scope of its set")

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        let limit = limit.count
        let (revisions, hasMore) = try await context.withStore(.read) { store in
            try await store.read { reading throws(StoreError) in try reading.revisions(before: nil, limit: limit).cut }
        }
        var listing = Listing(
            [
                .init("SERIAL", number: true), .init("APPLIED"), .init("SET"), .init("ACTOR"), .init("CHANGES"),
                .init("COMMIT"), .init("INPUT"),
                .init("APPROVER", wide: true), .init("PLAN", wide: true),
            ], empty: "nothing was applied yet", hasMore: hasMore)
        for revision in revisions {
            let draft = revision.draft
            let counts = ((try? JSONParser.parse(draft.counts)) ?? .null).object ?? [:]
            listing.rows.append(
                Listing.Row(
                    name: String(revision.serial),
                    cells: [
                        String(revision.serial), revision.appliedAt.description, draft.set, draft.actor,
                        counts.map { "\($0.value.canonicalText) \($0.key)" }.joined(separator: ", ").nonEmptyOrDash,
                        draft.gitCommit.map { GitCommit($0).short(8) } ?? "-", draft.inputDigest?.short ?? "-",
                        draft.approver ?? "-",
                        draft.planID.text,
                    ], json: RevisionDocument.json(revision)))
        }
        listing.write(output, to: context.terminal)
    }
}

struct HistoryShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one revision with its changes.")

    static let scopeUse = ScopeUse.refused("a revision covers every scope of its set")

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "json, which is also the text.") var output: ResultFormat = .json
    @Argument(help: "The revision's serial.") var serial: Int64

    func run() async throws {
        let context = try CommandContext(self)
        let serial = serial
        let revision = try await context.withStore(.read) { store in try await store.revision(serial) }
        guard let revision else {
            context.fail("there is no revision \(serial)", code: "history.unknown-revision")
            throw ExitStatus.invalidInput.exit
        }
        context.terminal.json(RevisionDocument.json(revision))
    }
}

enum RevisionDocument {
    static func json(_ revision: Revision) -> JSONValue {
        let draft = revision.draft
        var out: JSONObject = [
            "serial": JSONValue(revision.serial), "applied_at": .string(revision.appliedAt.description),
            "set": .string(draft.set),
            "plan_id": .string(draft.planID.text), "plan_digest": .string(draft.planDigest.description),
            "actor": .string(draft.actor),
        ]
        if let input = draft.inputDigest { out["input_digest"] = .string(input.description) }
        if let approver = draft.approver { out["approver"] = .string(approver) }
        if let commit = draft.gitCommit.map(GitCommit.init) {
            out["git_commit"] = .string(commit.hash)
            out["git_dirty"] = .bool(commit.isDirty)
        }
        out["counts"] = try? JSONParser.parse(draft.counts)
        if draft.changes != "[]" { out["changes"] = try? JSONParser.parse(draft.changes) }
        return .object(out)
    }
}

extension String {
    var nonEmptyOrDash: String { isEmpty ? "-" : self }
}
