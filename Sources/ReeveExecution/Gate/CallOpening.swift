internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

/// The gate's last stages, for a call that has passed ``GateStages``: the server's listing, rate, budget and the
/// announcement in the log. They need the world, so only a call that is about to be made goes through them.
///
/// ``takePlace(noting:)`` comes first, then ``announce(_:isFirstCall:writing:)``; after that the call may be sent.
struct CallOpening {
    let services: ExecutionServices
    let batch: BatchContext
    let scope: ExecutionScope
    let requester: ResolvedRequester
    let run: RunRecord
    let call: ServerCall
    let deadlines: RunDeadlines
    let waits: CallWaits

    enum Outcome: Sendable {
        case taken(CallPlace, limits: [AppliedLimit])
        /// The limit makes the run wait longer than it should hold its place in the worker.
        case later(Timestamp, limit: String)
    }

    /// Compares the pin with the server's listing, then takes a session and the permits of the limits. The record gets
    /// the steps and the waits.
    ///
    /// - Throws: ``GateRefusal``, ``StoreError``.
    func takePlace(noting record: inout GateRecord) async throws -> Outcome {
        if let pin = call.subject.pin {
            try await call.checkListing(pin: pin, batch: run.identity.batch, deadlines: deadlines, waits: waits)
            record.add(waits.take(), at: services.clock.now)
            record.add(.check, "connection: the server lists the tool as pinned", at: services.clock.now)
        }
        let limits = scope.limits.limits(for: call.subject.limitSubject(in: scope, requester: requester))
        switch try await call.takePlace(limits, run: run.id, deadlines: deadlines, waits: waits) {
        case .taken(let place):
            record.add(waits.take(), at: services.clock.now)
            record.add(.check, "rate: " + limits.map(\.name).joined(separator: ", "), at: services.clock.now)
            return .taken(place, limits: limits)
        case .later(let until, let limit):
            record.add(waits.take(), at: services.clock.now)
            return .later(until, limit: limit)
        case .refused(let limit): throw GateRefusal(.rate, .rateLimited, "limit '\(limit)' is used up")
        }
    }

    private enum Start: Sendable {
        case started
        case changed
        case overBudget
    }

    /// Announces the call: one transaction writes that the call is made, and counts it in the budget and the limits.
    /// Where the call is not announced, the place is given back.
    ///
    /// - Parameters:
    ///   - approval: used up in this transaction; nil where the call needs none.
    ///   - write: what else belongs to the announcement: the event, and the start of the run.
    /// - Returns: false where the store has changed since the call was decided. The call must then pass the gate again.
    /// - Throws: ``GateRefusal`` of the stage `budget`; ``StoreError``.
    func announce(
        _ place: CallPlace, isFirstCall: Bool, by approval: ApprovalUse? = nil,
        writing write: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> Void
    ) async throws -> Bool {
        let (budget, limiter, scope, clock) = (batch.budget, services.limiter, scope, services.clock)
        let start: Start
        do {
            start = try await services.store.write { rows throws(StoreError) -> Start in
                guard try scope.isCurrent(in: rows) else { return .changed }
                let now = clock.now
                guard try approval?.isLive(in: rows, now: now) ?? true else { return .changed }
                guard try budget.take(rows, isFirstCall: isFirstCall) else { return .overBudget }
                if let approval { try rows.useApproval(approval.approval, now: now) }
                try write(rows)
                for bucket in limiter.rows(of: place.permit) { try rows.upsert(bucket) }
                return .started
            }
        } catch {
            await giveBack(place)
            throw error
        }
        guard start != .started else { return true }
        await giveBack(place)
        if start == .overBudget { throw GateRefusal(.budget, .budgetExceeded, "the batch has used its budget up") }
        return false
    }

    /// Gives back a place that was not used. The call then costs no token of a limit.
    private func giveBack(_ place: CallPlace) async {
        services.limiter.cancel(place.permit)
        await call.leave(place.session)
    }
}
