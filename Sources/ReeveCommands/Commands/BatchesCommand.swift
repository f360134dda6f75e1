import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveStore

struct BatchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches", abstract: "List, show and cancel batches.",
        subcommands: [BatchesListCommand.self, BatchesShowCommand.self, BatchesCancelCommand.self],
        defaultSubcommand: BatchesListCommand.self)
}

struct BatchesListCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List batches, newest first.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Option(help: "Batches of this definition.", completion: Completions.names(of: KindName.batch)) var name: String?
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(50)

    func run() async throws {
        let context = try CommandContext(self)
        let filter = BatchFilter(
            organizations: context.options.organization.map { [$0] }, environment: context.options.environment,
            name: name)
        let limit = limit.count
        let scope = context.scope
        let (rows, hasMore, unknown) = try await context.withStore(.read) { store in
            try await store.read { reading throws(StoreError) in
                var rows: [(BatchRecord, [QueueCount])] = []
                let (batches, hasMore) = try reading.batches(filter, before: nil, limit: limit).cut
                for batch in batches {
                    rows.append((batch, try reading.queueCounts(batch: batch.id)))
                }
                let unknown = rows.isEmpty ? try FilterNames(reading, scope: scope).batch(filter.name) : nil
                return (rows, hasMore, unknown)
            }
        }
        try context.refuse([unknown])
        var listing = Listing(
            [
                .init("ID"), .init("NAME"), .init("STATUS"), .init("RUNS", number: true), .init("CREATED"),
                .init("ENDED", wide: true), .init("REQUESTER", wide: true),
            ],
            empty: "no batches found", hasMore: hasMore)
        for (batch, counts) in rows {
            let total = counts.reduce(0) { $0 + $1.count }
            listing.rows.append(
                Listing.Row(
                    name: batch.id.text,
                    cells: [
                        batch.id.text, batch.name, batch.status.rawValue, String(total), batch.createdAt.description,
                        batch.endedAt?.description ?? "-",
                        batch.requester.description,
                    ], json: BatchDocument.json(batch, counts: counts)))
        }
        listing.write(output, to: context.terminal)
    }
}

struct BatchesShowCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one batch with its runs by status.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        let (batch, counts) = try await context.withStore(.read) { store in
            let id = try await RunLookup.batch(id, in: store, context: context)
            return try await store.read { reading throws(StoreError) in
                guard let batch = try reading.batch(id) else { throw StoreError(.missing(.batch(id))) }
                return (batch, try reading.queueCounts(batch: id))
            }
        }
        let json = BatchDocument.json(batch, counts: counts)
        if form.isJSON {
            context.terminal.json(json)
        } else {
            context.terminal.yaml(
                text: YAMLText.documents([json]).split(separator: "\n").dropFirst().joined(separator: "\n") + "\n")
        }
    }
}

enum BatchDocument {
    static func json(_ batch: BatchRecord, counts: [QueueCount]) -> JSONValue {
        var out: JSONObject = [
            "id": .string(batch.id.text), "name": .string(batch.name), "organization": .string(batch.organization),
            "environment": .string(batch.environment), "queue": .string(batch.queue),
            "status": .string(batch.status.rawValue),
            "definition_digest": .string(batch.definitionDigest.description),
            "requester": .string(batch.requester.description),
            "created_at": .string(batch.createdAt.description), "concurrency": JSONValue(batch.concurrency),
        ]
        if let ended = batch.endedAt { out["ended_at"] = .string(ended.description) }
        if let deadline = batch.deadline { out["deadline"] = .string(deadline.description) }
        var byStatus = JSONObject()
        for count in counts {
            byStatus[count.status.rawValue] = JSONValue((byStatus[count.status.rawValue]?.int ?? 0) + count.count)
        }
        out["runs"] = .object(byStatus)
        return .object(out)
    }
}
