import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations

/// Writes the events of `run`: the progress, and at the end the outcome of each batch.
struct RunOutput: Sendable {
    private let terminal: Terminal
    private let progress: ProgressLine
    private let clock: any ExecutionClock
    private let isJSON: Bool
    /// Writes the events that every operation has.
    private let rest: @Sendable (OperationEvent) -> Void

    /// - Parameter isJSON: whether standard output gets only one document, at the end.
    init(terminal: Terminal, operation: OperationContext, isJSON: Bool) {
        self.terminal = terminal
        self.isJSON = isJSON
        clock = operation.clock
        rest = operation.events
        progress = ProgressLine(terminal: terminal, startedAt: operation.now)
    }

    func take(_ event: OperationEvent) {
        switch event {
        case .working(let total): progress.begin(total: total, at: clock.now)
        case .progress(let counts): progress.tick(counts)
        case .run(let event):
            progress.take(event)
            rest(.run(event))
        case .worked:
            progress.finish()
            rest(event)
        case .batchFinished: if !isJSON { rest(event) }
        case .interruptedRuns(let repeated, let left) where isJSON:
            terminal.note(EventOutput.words(repeated: repeated, left: left))
        default: rest(event)
        }
    }

    /// Writes the outcome.
    func show(_ outcome: RunOperation.Outcome) {
        if isJSON {
            terminal.json(["batches": .array(outcome.batches.map(RunResult.json))])
        } else if outcome.batches.isEmpty {
            terminal.line("Nothing was due.")
        }
    }
}
