internal import ReeveJSON
internal import ReeveStore
internal import Synchronization

extension RunLoop {
    /// When to look for work although no run has ended: when a run that was put back is due, or at the next poll of a
    /// worker that stays. Nil where there is nothing to wait for.
    func nextDue(isIdle: Bool) async -> Timestamp? {
        let now = services.clock.now
        var due: Timestamp?
        let noted = tally.withLock { $0.due.values.min() }
        // What is due and was not claimed may be paused, and the store leaves that out.
        if isIdle || noted.map({ $0 <= now }) ?? false, let stored = await storedReturn() {
            // The store knows every run that was put back, also by other workers: such a worker may have been killed
            // since. What this worker noted may be old: a run whose next attempt was claimed before the end of the
            // attempt before it was noted.
            due = stored
            tally.withLock { $0.due = [:] }
        } else {
            due = noted
        }
        if options.watches {
            let poll = now.advanced(by: options.pollEvery)
            due = min(due ?? poll, poll)
        }
        // A run may be due and still not be claimed, for example while its batch is full. So the next look is never at once.
        return due.map { max($0, now.advanced(by: .milliseconds(50))) }
    }

    /// When the next run is due that was put back, the inner nil where there is none; nil where the store failed.
    private func storedReturn() async -> Timestamp?? {
        do {
            return .some(try await services.store.nextReturn(queues: options.queues, batch: options.batch))
        } catch {
            return nil
        }
    }
}
