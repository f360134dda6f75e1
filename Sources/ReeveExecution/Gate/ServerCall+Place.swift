internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

extension ServerCall {
    /// Takes a session and the permits. A run that waits for a session holds no permit, and a run that waits for a
    /// permit holds no session.
    ///
    /// - Throws: ``GateRefusal``, ``StoreError``.
    func takePlace(
        _ limits: [AppliedLimit], run: ULID, deadlines: RunDeadlines, waits: CallWaits
    ) async throws -> CallPlace.Outcome {
        let deadline = deadlines.end
        defer { waits.end() }
        while true {
            let permit: LimiterState.Permit
            do {
                let decision = try await services.limiter.acquire(limits, run: run, deadline: deadline) { limit in
                    waits.begin(.limit(limit))
                }
                waits.end()
                switch decision {
                case .taken(let taken): permit = taken
                case .later(let until, let limit): return .later(until, limit: limit)
                case .refused(let limit): return .refused(limit: limit)
                }
            } catch is CancellationError {
                throw control.refusal(requestSent: false)
            }
            do {
                if let session = try await enterAtOnce(deadlines) {
                    return .taken(CallPlace(session: session, permit: permit))
                }
            } catch {
                services.limiter.cancel(permit)
                throw error
            }
            services.limiter.cancel(permit)
            let session = try await enter(deadlines: deadlines, waits: waits)
            waits.end()
            if let permit = services.limiter.takeNow(limits, run: run) {
                return .taken(CallPlace(session: session, permit: permit))
            }
            await leave(session)
        }
    }
}
