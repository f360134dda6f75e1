import ReeveOperations
import ReeveStore

/// What the commands that place a pause share.
protocol PausingCommand: ScopedCommand {
    static var target: PauseTarget.Kind { get }
    var form: ResultOptions { get }
    var name: String { get }
    var reason: String { get }
}

extension PausingCommand {
    func place() async throws {
        let context = try CommandContext(self)
        let operation = PauseOperation(kind: Self.target, name: name, reason: reason)
        let outcome = try await context.perform { context throws(OperationError) in
            try await operation.run(in: context)
        }
        PauseOutput.write(outcome, isJSON: form.isJSON, to: context.terminal)
    }
}
