package import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

extension StoreTransaction {
    /// Stores a batch with its runs. Where a batch has the same idempotency key already, that one is returned and
    /// nothing is written.
    ///
    /// - Throws: `idempotencyConflict` where that batch has other content; `invalidRequest` where a run or an edge does
    ///   not belong to the submission.
    package func submit(_ submission: BatchSubmission, events: [AuditEvent]) throws(StoreError) -> SubmissionOutcome {
        let batch = submission.batch
        if let key = batch.idempotencyKey,
            let first = try self.batch(organization: batch.organization, idempotencyKey: key)
        {
            guard first.requestDigest == batch.requestDigest else {
                throw StoreError(.idempotencyConflict(key: key, batch: first.id))
            }
            return .existing(first)
        }
        let ids = Set(submission.runs.map(\.id))
        guard ids.count == submission.runs.count, submission.runs.allSatisfy({ $0.identity.batch == batch.id }),
            submission.needs.allSatisfy({ ids.contains($0.run) && ids.contains($0.upstream) })
        else { throw StoreError(.invalidRequest, "runs of batch \(batch.id)") }
        try insert(batch)
        for run in submission.runs { try insert(run) }
        for need in submission.needs { try insert(need) }
        for object in submission.objects { try insert(object) }
        try append(events)
        var settlement = RunSettlement(rows: self, now: batch.createdAt)
        for run in submission.runs where run.state.status.isTerminal { try settlement.runEnded(run) }
        if submission.runs.allSatisfy(\.state.status.isTerminal), var open = try self.batch(batch.id),
            open.status == .open
        {
            open.status = submission.runs.contains(where: \.countsAsFailure) ? .failed : .succeeded
            open.endedAt = batch.createdAt
            try update(open)
        } else {
            try settlement.closeBatches()
        }
        return .submitted(try self.batch(batch.id) ?? batch)
    }
}
