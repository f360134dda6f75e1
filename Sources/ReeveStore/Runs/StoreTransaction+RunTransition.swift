internal import ReeveJSON
internal import ReeveModel

extension StoreTransaction {
    /// Writes the answer of the run machine.
    ///
    /// - Throws: `missing` where an attempt is to start and the run has none.
    func write(_ transition: RunTransition) throws(StoreError) {
        let run = transition.run
        try update(run)
        if let content = transition.content { try setContent(content, of: run.id) }
        if case .granted(let lease) = transition.lease { try upsert(lease) }
        try write(transition.attempt, of: run, now: transition.now)
        if !transition.steps.isEmpty { try append(transition.steps) }
        if !transition.events.isEmpty { try append(transition.events) }
        if case .ended = transition.lease { try deleteLease(of: run.id) }
        if run.state.status.isTerminal { try voidApprovals(of: run, now: transition.now) }
    }

    private func write(
        _ change: RunTransition.AttemptChange, of run: RunRecord, now: Timestamp
    ) throws(StoreError) {
        switch change {
        case .kept: return
        case .opened(let attempt): try upsert(attempt)
        case .started(let instant):
            guard var attempt = try attempts(of: run.id).last else {
                throw StoreError(.missing(.attempt(run: run.id, number: run.state.claims)))
            }
            attempt.startedAt = attempt.startedAt ?? instant
            try upsert(attempt)
        case .closed(let outcome, let reason, let wasNotSent):
            guard var attempt = try attempts(of: run.id).last else { return }
            attempt.endedAt = now
            if wasNotSent { attempt.startedAt = nil }
            attempt.outcome = outcome
            attempt.reason = reason
            try upsert(attempt)
        }
    }
}
