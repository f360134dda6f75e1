import ArgumentParser
import ReeveOperations
import ReevePlanning

/// Writes nothing and starts no server. Status 2 only with `--detailed-exitcode`.
struct DiffCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show the plan's comparison as a unified text diff.")

    static let scopeUse = ScopeUse.narrowsManifests

    @OptionGroup var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Argument(help: "Files, folders or '-'; what reeve.yaml names where absent.", completion: .file()) var paths:
        [String] = []
    @OptionGroup var form: ResultOptions
    @Flag(name: .customLong("detailed-exitcode"), help: "End with 2 where there are differences.")
    var detailedExitCode = false

    func run() async throws {
        let context = try CommandContext(self)
        let operation = PlanOperation(paths: paths, shaping: try planning.shaping())
        let plan = try await context.perform { context throws(OperationError) in try await operation.run(in: context) }
        PlanOutput.write(plan, as: form.isJSON ? .json : .diff, details: true, to: context.terminal)
        try ExitStatus(of: plan, isDetailed: detailedExitCode).end()
    }
}
