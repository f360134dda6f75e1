import ReeveExecution
import ReeveModel
import ReeveStore

/// `enqueue`: submits a batch from a file or from the store. A worker works on it later.
package struct SubmitOperation: Sendable {
    package let source: BatchSource
    /// The same key with the same content gives the first batch again.
    package var idempotencyKey: String?
    /// Whether the whole submission is refused where one of its runs would be denied.
    package var isStrict = false

    package struct Outcome: Sendable {
        package let batch: BatchRecord
        package let runCount: Int
    }

    package init(_ source: BatchSource) { self.source = source }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Outcome> {
        try await context.withExecution(startsServers: false) { setup in try await submit(setup, in: context) }
    }

    /// - Parameter isWorkedHere: whether this process makes the calls; see ``SubmissionRequest/isWorkedHere``.
    func submit(
        _ setup: ExecutionSetup, isWorkedHere: Bool = false, in context: OperationContext
    ) async throws -> Outcome {
        let request = try await request(store: setup.store, isWorkedHere: isWorkedHere, in: context)
        let submitter = BatchSubmitter(setup.services)
        let result =
            if case .recorder(let recorder)? = setup.services.tape {
                try await recorder.submitting(request) { try await submitter.submit(request) }
            } else {
                try await submitter.submit(request)
            }
        switch result {
        case .submitted(let batch, let runs, _): return Outcome(batch: batch, runCount: runs)
        case .existing(let batch):
            context.events(.keyUsedBefore(batch: batch.id))
            return Outcome(batch: batch, runCount: try await setup.store.runCount(RunFilter(batch: batch.id)))
        case .invalid(let mistakes): throw OperationError(.invalid(mistakes, context.sources))
        case .denied(let runs): throw OperationError(.denied(runs))
        }
    }

    func request(
        store: any Store, isWorkedHere: Bool, in context: OperationContext
    ) async throws -> SubmissionRequest {
        let definition = try await BatchDefinition.read(source, store: store, in: context)
        var request = try definition.request(idempotencyKey: idempotencyKey, isStrict: isStrict, in: context)
        request.isWorkedHere = isWorkedHere
        return request
    }
}
