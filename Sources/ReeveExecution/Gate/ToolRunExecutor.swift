internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
package import ReeveStore

/// Works on tool runs: every call goes through the one gate, in the order of ``GateStages``.
///
/// Each stage leaves a step; a refusal also leaves an audit event. Nothing is sent before the event that announces the
/// call is durable. The same transaction checks that the scope which the call was decided by is still current: where it
/// is not, the call passes every stage again.
package struct ToolRunExecutor: RunExecutor {
    let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// Rounds through the gate because the store changed meanwhile; then the run goes back to the queue.
    static let roundsMax = 5

    /// Works on one attempt of a claimed run, from the gate's first stage to the end of the run or its
    /// return to the queue. Never throws: what goes wrong is the run's outcome.
    package func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome {
        let context: BatchContext
        do {
            context = try await services.contexts.context(of: claimed.run.identity.batch)
        } catch {
            return unwritten(error)
        }
        var attempt = GateAttempt(services: services, claimed: claimed, context: context, control: control)
        let (catalog, run) = (services.catalog, claimed.run)
        for round in 0..<ToolRunExecutor.roundsMax {
            do {
                // A scope that turns out to be old costs a second round; a read for each run would cost all of them.
                let scope =
                    round == 0
                    ? try await catalog.recent(
                        organization: run.identity.organization, environment: run.identity.environment)
                    : try await catalog.scope(
                        organization: run.identity.organization, environment: run.identity.environment)
                if let outcome = try await attempt.pass(scope) { return outcome }
            } catch let error as ExecutionError {
                return unwritten(error)
            } catch let error as StoreError {
                return unwritten(ExecutionError(error))
            } catch {
                return unwritten(ExecutionError(.store, "\(error)"))
            }
        }
        return await attempt.giveBack(until: services.clock.now.advanced(by: .seconds(1)), "the store keeps changing")
    }

    private func unwritten(_ error: ExecutionError) -> RunOutcome {
        RunOutcome(unwritten: error.storeError, message: error.message)
    }
}
