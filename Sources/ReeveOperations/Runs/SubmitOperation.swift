import ReeveExecution
import ReeveModel
import ReeveStore

/// `enqueue`: submits a batch of a file or of the store. A worker works through it.
package struct SubmitOperation: Sendable {
    package let source: BatchSource
    /// Makes the submission repeatable: the same key and content give the first batch.
    package var idempotencyKey: String?
    /// Refuses the whole submission where a run of it would be denied.
    package var isStrict = false

    package struct Outcome: Sendable {
        package let batch: BatchRecord
        package let runCount: Int
    }

    package init(_ source: BatchSource) { self.source = source }

    package func run(in context: OperationContext) async throws(OperationError) -> Signed<Outcome> {
        try await context.withExecution(startsServers: false) { setup in try await submit(setup, in: context) }
    }

    /// - Parameter isWorkedHere: this process makes the calls; see ``SubmissionRequest/isWorkedHere``.
    func submit(
        _ setup: ExecutionSetup, isWorkedHere: Bool = false, in context: OperationContext
    ) async throws -> Outcome {
        let request = try await request(store: setup.store, isWorkedHere: isWorkedHere, in: context)
        let result = try await BatchSubmitter(setup.services).submit(request)
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
