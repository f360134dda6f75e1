import ReeveOperations
import ReeveStore

/// What the commands that lift a pause share.
protocol ResumingCommand: ScopedCommand {
    static var target: PauseTarget.Kind { get }
    var form: ResultOptions { get }
    var name: String { get }
}

extension ResumingCommand {
    func lift() async throws {
        let context = try CommandContext(self)
        let operation = ResumeOperation(kind: Self.target, name: name)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        PauseOutput.write(outcome, isJSON: form.isJSON, to: context.terminal)
    }
}
