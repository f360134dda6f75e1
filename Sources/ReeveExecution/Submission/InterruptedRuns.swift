internal import ReeveJSON
package import ReeveModel
internal import ReeveRedaction
internal import ReeveScheduler
package import ReeveStore

/// Finds runs whose effect is unknown, and whether they may be made again.
package struct InterruptedRuns: Sendable {
    package enum Verdict: Sendable, Hashable {
        /// The present declaration says that the tool is idempotent.
        case idempotent
        /// The tool's read-back shows that nothing happened; in words.
        case nothingHappened(String)
        /// The tool declares no read-back, so a person decides.
        case undeclared
        /// The read-back did not show that nothing happened, or could not be asked; in words.
        case unclear(String)

        /// Whether the run may be made again without a person.
        package var isSafe: Bool {
            switch self {
            case .idempotent, .nothingHappened: true
            case .undeclared, .unclear: false
            }
        }
    }

    private let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// The interrupted runs of the queues, oldest first. A run that was retried already is left out.
    ///
    /// Three kinds of runs are left to a person: runs whose interruption is what `expect` asks for, runs that somebody
    /// has cancelled, and runs of stopped batches.
    package func all(in queues: [String]) async throws(ExecutionError) -> [RunRecord] {
        do {
            return try await read(queues)
        } catch {
            throw ExecutionError(error)
        }
    }

    private func read(_ queues: [String]) async throws(StoreError) -> [RunRecord] {
        var found: [RunRecord] = []
        for queue in queues {
            let runs = try await services.store.runs(
                RunFilter(queue: queue, statuses: [.interrupted], newestOnly: true))
            let stopped = try await stoppedBatches(of: runs)
            found += runs.filter {
                !$0.state.isExpected && $0.state.cancelRequestedAt == nil && !stopped.contains($0.identity.batch)
            }
        }
        return found.sorted { $0.id < $1.id }
    }

    private func stoppedBatches(of runs: [RunRecord]) async throws(StoreError) -> Set<ULID> {
        let batches = Set(runs.map(\.identity.batch))
        return try await services.store.read { rows throws(StoreError) in
            var stopped: Set<ULID> = []
            for id in batches where try rows.batch(id)?.stopReason != nil { stopped.insert(id) }
            return stopped
        }
    }

    /// Asks the tool's read-back, by the present declaration. The question and its answer are in the audit log.
    ///
    /// The question waits for limits. Cancelling the task ends the wait and the question, and the verdict is then
    /// unclear.
    package func verdict(on id: ULID) async throws(ExecutionError) -> Verdict {
        defer { services.limiter.forget(id) }
        do {
            guard let run = try await services.store.run(id) else { throw StoreError(.missing(.run(id))) }
            guard run.state.status == .interrupted, run.state.supersededBy == nil else { return .undeclared }
            let context = try await services.contexts.context(of: run.identity.batch)
            while !Task.isCancelled {
                let scope = try await services.catalog.scope(
                    organization: run.identity.organization, environment: run.identity.environment)
                if let verdict = try await verdict(on: run, context: context, scope: scope) { return verdict }
            }
            return .unclear("it was cancelled")
        } catch let refusal as GateRefusal {
            return unclear(refusal.message)
        } catch let error as ExecutionError {
            // An environment that is gone or an object that cannot be read concerns this run alone, so the worker goes
            // on. Only a failure of the store is thrown.
            guard error.underlying != nil else { return unclear(error.message) }
            throw error
        } catch let error as StoreError {
            throw ExecutionError(error)
        } catch {
            throw ExecutionError(.store, "\(error)")
        }
    }

    /// - Returns: nil where the store changed meanwhile; ask again.
    private func verdict(
        on run: RunRecord, context: BatchContext, scope: ExecutionScope
    ) async throws -> Verdict? {
        if let name = run.assignment.tool.flatMap({ ToolAddress($0) })?.connection,
            let connection = scope.connections[name]
        {
            await services.secrets.learn(connection)
        }
        let input = try await BoundInput.of(run, context: context, services: services)
        let subject = try CallSubject.resolve(
            agent: run.assignment.agent, tool: run.assignment.tool, input: input, in: scope)
        if subject.isIdempotent { return .idempotent }
        guard let readBack = subject.declaration?.readBack else { return .undeclared }
        let workers = try await services.store.workers()
        if let worker = run.state.worker, workers.contains(where: { $0.name == worker }) {
            let attempts = try await services.store.read { rows throws(StoreError) in try rows.attempts(of: run.id) }
            if attempts.last?.reason == .runnerLost {
                return .unclear("worker '\(worker)', which lost the run, may still be at work on it")
            }
        }
        let call = ReadBackCall(
            services: services, context: context, run: run, attempt: run.state.claims, control: RunControl(),
            retry: context.items[run.identity.item]?.retry)
        let now = services.clock.now
        let deadlines = RunDeadlines(firstStart: now, createdAt: now)
        do {
            switch try await call.ask(readBack, about: subject, in: scope, deadlines: deadlines) {
            case .changed: return nil
            case .nothingHappened(let words): return .nothingHappened(words)
            case .unclear(let words): return unclear(words)
            }
        } catch let refusal as GateRefusal {
            guard let failure = refusal.failure, failure.isThrottled, let wait = failure.retryAfter else {
                throw refusal
            }
            let until = services.clock.now.advanced(by: wait)
            guard (try? await services.clock.sleep(until: until)) != nil else { return unclear("it was cancelled") }
            return nil
        }
    }

    private func unclear(_ words: String) -> Verdict {
        .unclear(ToolText.cut(services.secrets.redactor.redact(words).text, to: GateAttempt.errorTextMax))
    }
}
