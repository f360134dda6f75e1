/// A run that was claimed, with its lease and the number of its attempt.
package struct ClaimedRun: Sendable, Hashable {
    /// The run, with its content.
    package var run: RunRecord
    package var lease: RunLease
    package var attempt: Int

    package init(run: RunRecord, lease: RunLease, attempt: Int) {
        self.run = run
        self.lease = lease
        self.attempt = attempt
    }
}
