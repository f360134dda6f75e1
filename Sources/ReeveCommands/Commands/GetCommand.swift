import ArgumentParser
import ReeveDiagnostics
import ReeveManifest
import ReeveOperations

/// Reads the store only. Ends with 3 where one of the names has no object; the others are still listed.
struct GetCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "List objects of the store.",
        discussion: "Examples: reeve get agents -e prod; reeve get all -o name; reeve get policies --field active=true")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A kind (agents, Policy ...) or all.", completion: Completions.kinds)
    var kind: String

    @Argument(help: "Names; all where absent.", completion: Completions.namesOfKind)
    var names: [String] = []

    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.")
    var output: ListingFormat = .table

    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("Labels, such as team=platform,tier=1.", valueName: "selector"))
    var selector: String?

    @Option(help: ArgumentHelp("A field of the spec, such as active=true; may be repeated.", valueName: "field=value"))
    var field: [String] = []

    func run() async throws {
        let context = try CommandContext(self)
        var query = ObjectQuery(kind: kind)
        query.labels = try SelectorText.labels(selector)
        query.fields = try field.map(SelectorText.field)
        let list = ObjectListOperation(query, names: names)
        let outcome = try await context.perform { context throws(OperationError) in try await list.run(in: context) }
        Listing.objects(outcome.objects, now: context.operation.now).write(output, to: context.terminal)
        if !outcome.missing.isEmpty { throw context.report(OperationError(.invalid(outcome.missing, SourceIndex()))) }
    }
}
