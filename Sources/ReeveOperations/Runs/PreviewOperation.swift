import ReeveExecution
import ReeveModel
import ReeveStore

/// `run --dry-run`: which runs would run, and what the gate would decide. It reads only the store and the file of the
/// batch.
///
/// The store is opened for reading. No server is started, no run is claimed, no event is written.
package struct PreviewOperation: Sendable {
    package enum Subject: Sendable {
        case submission(SubmitOperation)
        /// The runs that are queued.
        case queues([String])
    }

    package let subject: Subject

    package init(_ subject: Subject) { self.subject = subject }

    package func run(in context: OperationContext) async throws(OperationError) -> [RunPreview] {
        try await context.withStore(.read) { store in
            let gate = GatePreview(
                ExecutionSetup(store: store, context: context, secrets: ExecutionSetup.secrets(of: context)).services)
            switch subject {
            case .queues(let names):
                try await QueueNames.check(names, store: store)
                return try await gate.queued(names)
            case .submission(let submission):
                let request = try await submission.request(store: store, isWorkedHere: true, in: context)
                switch try await gate.submission(request) {
                case .invalid(let mistakes): throw OperationError(.invalid(mistakes, context.sources))
                case .existing(let batch, let previews):
                    context.events(.keyUsedBefore(batch: batch.id))
                    return previews
                case .runs(let previews): return previews
                }
            }
        }
    }

    /// Whether a strict submission would be refused: one of its runs would be denied at the submission.
    package func isRefused(_ previews: [RunPreview]) -> Bool {
        guard case .submission(let submission) = subject, submission.isStrict else { return false }
        return previews.contains { $0.verdict == .denied && $0.run.state.status.isTerminal }
    }
}
