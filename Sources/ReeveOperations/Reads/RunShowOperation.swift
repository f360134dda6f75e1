import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore

/// `runs show` and `runs steps`: one run, with its content and its steps.
package struct RunShowOperation: Sendable {
    /// The id of the run, or its last characters.
    package let run: String

    package struct Outcome: Sendable {
        package let run: RunRecord
        package let steps: [RunStep]
        /// The requests for approvals of the run, oldest first.
        package let approvals: [ApprovalEntry]
        /// What was said between a task, its models and its tools; nil for a tool run.
        package let conversation: TaskConversation?
    }

    package init(run: String) { self.run = run }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        let now = context.now
        return try await context.withStore(.read) { store in
            let id = try await RunLookup.run(run, in: store, context: context)
            return try await store.read { rows throws(StoreError) in
                guard let run = try rows.run(id, withContent: true) else { throw StoreError(.missing(.run(id))) }
                var steps: [RunStep] = []
                try rows.everyStep(of: id) { steps.append($0) }
                var approvals: [ApprovalEntry] = []
                try rows.everyApproval(ApprovalFilter(run: id, now: now)) { approval throws(StoreError) in
                    approvals.append(try ApprovalEntry(approval, in: rows, now: now))
                }
                let isTask = run.identity.kind == .task
                return Outcome(
                    run: run, steps: steps, approvals: approvals.reversed(),
                    conversation: isTask ? try RunReportBuilder.conversation(of: id, reading: rows) : nil)
            }
        }
    }
}
