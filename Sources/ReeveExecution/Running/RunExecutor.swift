package import ReeveStore

/// Works on claimed runs of one kind.
package protocol RunExecutor: Sendable {
    /// Works on one attempt, to the end of the run or its return to the queue, and writes the outcome.
    ///
    /// - Parameter control: tells the attempt that it has to stop, and why.
    func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome
}
