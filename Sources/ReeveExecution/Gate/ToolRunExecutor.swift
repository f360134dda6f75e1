internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
package import ReeveStore

/// Works on tool runs. Every call goes through the one gate, in the order of ``GateStages``.
///
/// Each stage leaves a step, and a refusal also leaves an audit event. Nothing is sent before the event that announces
/// the call is durable. The same transaction checks that the scope which the call was decided by is still current.
/// Where it is not, the call passes every stage again.
package struct ToolRunExecutor: RunExecutor {
    let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// How often a call passes the gate anew because the store changed meanwhile. After that the run goes back to the
    /// queue.
    static let roundsMax = 5

    /// Works on one attempt of a claimed run, from the first stage of the gate to the end of the run or its return to
    /// the queue. Never throws: what goes wrong is in the outcome.
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
                // A scope that turns out to be old costs this run a second round. Reading the scope anew would cost
                // every run.
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
