internal import ReeveAudit
internal import ReeveJSON
internal import ReeveStore
internal import Synchronization

// Checkpoints of the audit log while a worker works: one is due every 1,000 entries or 60 s.
extension RunLoop {
    /// Attempts between two looks at the log. An attempt usually adds two entries, and one more for each run that it
    /// skips. So a checkpoint comes at most a few hundred entries late.
    static let attemptsPerLook = 100

    /// Counts an attempt that has ended, and asks for a look at the log where enough have.
    func noteForCheckpoint() {
        guard sign != nil else { return }
        let isDue = tally.withLock { tally in
            tally.attemptsSinceLook += 1
            guard tally.attemptsSinceLook >= RunLoop.attemptsPerLook else { return false }
            tally.attemptsSinceLook = 0
            return true
        }
        if isDue { checkpointLook.signal() }
    }

    /// Signs the log whenever a checkpoint is due, until the task is cancelled.
    ///
    /// A failed signature is tried again a minute later; the signature at the end of the command reports the failure. A
    /// failed read of the store is tried again a minute later; the worker's own work reports that failure sooner.
    func keepCheckpoints() async {
        guard let sign else { return }
        var next = services.clock.now.advanced(by: AuditVerifier.checkpointInterval)
        while true {
            await wait(until: next, or: checkpointLook)
            guard !Task.isCancelled else { return }
            let now = services.clock.now
            next = now.advanced(by: AuditVerifier.checkpointInterval)
            guard let head = try? await services.store.read({ rows throws(StoreError) in try rows.auditHead() }) else {
                continue
            }
            if head.isCheckpointDue(now: now) {
                _ = await sign(now)
            } else if let last = head.lastCheckpoint, last.size < head.frontier.size {
                next = last.time.advanced(by: AuditVerifier.checkpointInterval)
            }
        }
    }
}
