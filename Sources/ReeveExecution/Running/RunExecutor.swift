package import ReeveStore

/// Works on claimed runs of one kind.
package protocol RunExecutor: Sendable {
    /// Works on one attempt, to the end of the run or its return to the queue, and writes how it went.
    ///
    /// - Parameter control: tells the attempt that it is to stop, and why.
    func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome
}
