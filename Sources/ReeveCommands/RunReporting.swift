import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

/// What is shown and written when a batch was worked through.
enum RunReporting {
    static func finish(batch: ULID, setup: ExecutionSetup, context: CommandContext) async throws {
        let runs = try await setup.services.store.runs(RunFilter(batch: batch, newestOnly: true), limit: 100_000)
        for run in runs.reversed() {
            context.terminal.line(
                run.item.padded(to: 18) + CellText.of(run.cell).padded(to: 30) + run.status.rawValue.padded(to: 14)
                    + (run.reason?.rawValue ?? "").padded(to: 20) + (run.isExpected ? "as expected " : "") + (run.errorText ?? ""))
        }
    }
}
