import ArgumentParser
import ReeveModel
import ReeveOperations
import ReevePlanning
import ReeveStore

/// Reads the store only.
struct ExportCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the store's objects as manifests.",
        discussion: "Specs only: no status, no run state, no secret. 'reeve export | reeve plan -' is empty.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A kind, or all.", completion: Completions.kinds) var kind: String = "all"
    @Option(
        name: [.customShort("l"), .long], help: ArgumentHelp("Only objects with these labels.", valueName: "selector"))
    var selector: String?
    @Flag(help: "Only objects that no set owns.") var unowned = false
    @Flag(name: .customLong("with-defaults"), help: "Write defaults too.") var withDefaults = false

    func run() async throws {
        let context = try CommandContext(self)
        var query = ObjectQuery(kind: kind)
        query.labels = try SelectorText.labels(selector)
        query.isUnownedOnly = unowned
        let list = ObjectListOperation(query)
        let records = try await context.perform { context throws(OperationError) in
            try await list.run(in: context).objects
        }
        let exporter = Exporter(withDefaults: withDefaults)
        // The objects are written in groups, so that the text of 100,000 objects is never in memory as a whole.
        for start in stride(from: 0, to: records.count, by: 512) {
            let piece = records[start..<min(records.count, start + 512)]
            context.terminal.yaml(
                text: exporter.text(
                    piece.map {
                        ($0.key, PlannedChange.Content(metadata: $0.metadata, spec: $0.spec, digest: $0.digest))
                    }))
        }
    }
}
