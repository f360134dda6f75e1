import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write reports.", subcommands: [ReportRunCommand.self])
}

struct ReportRunCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Write the report of a batch anew, from the store alone.",
        discussion: "Without an id the newest batch. The same store gives the same bytes.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(help: "The batch's id, or its last characters.", completion: Completions.batches) var id: String?

    func run() async throws {
        let context = try CommandContext(self)
        let scope = context.scope
        let report = try await context.withStore(.read) { store in
            let batch: ULID
            if let id {
                batch = try await RunLookup.batch(id, in: store, context: context)
            } else {
                let newest = try await store.read { reading throws(StoreError) in
                    try reading.batches(
                        BatchFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment),
                        before: nil, limit: 1
                    ).cut.shown.first
                }
                guard let newest else {
                    context.fail("no batch was submitted yet" + scope.suffix, code: "run.unknown-id")
                    throw ExitStatus.invalidInput.exit
                }
                batch = newest.id
            }
            return try await RunReporting.build(batch: batch, store: store, context: context)
        }
        let path = await RunReporting.write(report, isLatest: false, isQuiet: form.isJSON, context: context)
        if form.isJSON { context.terminal.json(JSONDocument(report).value) }
        guard path != nil else { throw ExitStatus.failure.exit }
    }
}
