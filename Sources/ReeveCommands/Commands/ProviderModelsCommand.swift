import ArgumentParser
import ReeveDiagnostics
import ReeveModel
import ReeveOperations

/// Reads the store, and asks the provider for its list.
struct ProviderModelsCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List the models that a provider has, with the prices that are declared.",
        discussion: "Exit status 7 where the provider does not list them.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.") var output: ListingFormat = .table
    @Argument(
        help: "The provider, by name or path.", completion: Completions.names(of: KindName.modelProvider))
    var name: String
    @Option(help: "At most so many.") var limit: RowLimit = RowLimit(100)

    func run() async throws {
        let context = try CommandContext(self)
        let operation = ProviderModelsOperation(name: name, limit: limit.count)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        switch outcome.models {
        case .success(let models):
            Listing.models(models, of: outcome).write(output, to: context.terminal)
        case .failure(let failure):
            context.terminal.fail(
                "\(outcome.provider): \(failure.reason.rawValue): \(failure.message)", code: "provider.failed",
                help: failure.remedy)
            throw ExitStatus.runsFailed.exit
        }
    }
}
