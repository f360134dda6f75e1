internal import ReeveModel
package import ReeveStore

/// Works on tasks. See ``TaskAttempt``.
package struct TaskExecutor: RunExecutor {
    private let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// Works on one attempt of a claimed task. Never throws: what goes wrong is in the outcome.
    package func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome {
        do {
            let context = try await services.contexts.context(of: claimed.run.identity.batch)
            guard case .task(let spec)? = context.items[claimed.run.identity.item]?.spec.work else {
                return await RefusingExecutor(services).execute(claimed, control: control)
            }
            var attempt = TaskAttempt(
                services: services, claimed: claimed, context: context, spec: spec, control: control,
                journal: try await TaskJournal.load(claimed.run.id, from: services.store))
            return try await ExchangePlace.$current.withValue(
                ExchangePlace(run: RunPlace(claimed.run), attempt: claimed.attempt)
            ) { try await attempt.pass() }
        } catch let error as ExecutionError {
            return RunOutcome(unwritten: error.storeError, message: error.message)
        } catch let error as StoreError {
            return RunOutcome(unwritten: error)
        } catch {
            return RunOutcome(unwritten: StoreError(.ioFailure, "\(error)"))
        }
    }
}
