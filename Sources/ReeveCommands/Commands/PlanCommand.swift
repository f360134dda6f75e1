import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveOperations
import ReevePlanning

/// Writes only the file of `--out`. Starts no server. Status 2 only with `--detailed-exitcode`.
struct PlanCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what apply would change, and who gains access.",
        discussion: "Reads manifests and the store; writes nothing but the file of --out.")

    static let scopeUse = ScopeUse.narrowsManifests

    @OptionGroup var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Argument(help: "Files, folders or '-'; what reeve.yaml names where absent.", completion: .file()) var paths:
        [String] = []
    @Option(name: .shortAndLong, help: "text, json, markdown or diff.") var output: PlanFormat = .text
    @Flag(help: "List every change with its fields.") var details = false
    @Option(
        name: .customLong("out"), help: ArgumentHelp("Save the plan for 'reeve apply FILE'.", valueName: "file"),
        completion: .file())
    var out: String?
    @Flag(name: .customLong("detailed-exitcode"), help: "End with 2 where there are changes.") var detailedExitCode =
        false

    func run() async throws {
        let context = try CommandContext(self)
        let operation = PlanOperation(paths: paths, shaping: try planning.shaping())
        let plan = try await context.perform { context throws(OperationError) in try await operation.run(in: context) }
        let sealed = out != nil || output == .json || output == .markdown ? plan.sealed : nil
        if let sealed {
            PlanOutput.write(sealed, as: output, details: details, to: context.terminal)
        } else {
            PlanOutput.write(plan, as: output, details: details, to: context.terminal)
        }
        if let out, let sealed {
            do {
                try BoundedFile.create(out, mode: 0o600, replaces: true) { write in
                    try sealed.write(.saved, to: write)
                    try write([UInt8(ascii: "\n")])
                }
            } catch {
                throw context.report(.failed("\(error)", code: "plan.not-saved"))
            }
            context.terminal.note("saved to \(out); 'reeve apply \(out)' carries it out")
        }
        try ExitStatus(of: plan, isDetailed: detailedExitCode).end()
    }
}
