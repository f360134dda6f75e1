import ReeveDiagnostics
import ReeveExecution
import ReeveOperations
import ReeveReport
import ReeveStore

/// Writes the events of an operation in words, as soon as they come.
struct EventOutput: Sendable {
    let terminal: Terminal
    let log: EventLog

    func take(_ event: OperationEvent) {
        switch event {
        case .diagnostics(let diagnostics, let sources): terminal.report(diagnostics, sources: sources)
        case .waitingForStore(let holder):
            let who = holder.holder ?? "another process"
            terminal.errorLine("waiting for the store: locked by \(who) since \(holder.since)")
        case .storeNotThere(let location): terminal.note("there is no store at '\(location)' yet")
        case .narrowedByVariables(let scope):
            terminal.note("only what is" + scope.suffix + ", by REEVE_ORGANIZATION or REEVE_ENVIRONMENT")
        case .checkpointMismatch(let found):
            terminal.errorLine("warning: \(TerminalText.escaped(found.message))")
        case .logged(let entry): log.write(entry)
        case .secretsInUse(let secrets): terminal.hide(secrets)
        case .server(let event): log.write(event)
        case .keyUsedBefore(let batch): terminal.note("this key was used before: batch \(batch)")
        case .run(let event): log.write(event)
        case .worked(let waits): for line in WaitText.lines(waits) { terminal.note(line) }
        case .batchFinished(let batch):
            terminal.write(
                RunSummaryText(batch.report, path: batch.path, isColored: terminal.outputHasColor).text)
        case .heldBack(let held): for pause in held { terminal.note(PauseOutput.line(pause)) }
        case .leftInterrupted(let run, let why):
            terminal.errorLine(
                "run \(run.id) of item \(run.identity.item) stays interrupted: \(TerminalText.escaped(why))")
        case .interruptedRuns(let repeated, let left): terminal.line(Self.words(repeated: repeated, left: left))
        case .connections(let keys): if keys.isEmpty { terminal.note("no connections found") }
        case .working, .progress, .connectionTested, .connectionSynced, .providers, .providerTested: break
        }
    }

    static func words(repeated: Int, left: Int) -> String {
        "Interrupted runs: \(repeated) made again, \(left) left for a person."
    }
}
