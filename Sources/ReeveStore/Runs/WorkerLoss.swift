/// How a worker was lost.
package struct WorkerLoss: Sendable, Hashable {
    /// The start of the attempt was committed, so its call may have had its effect.
    package var wasSent: Bool
    /// Whether the worker and its servers are known to have ended. A worker that is only late may still be in its call.
    package var isGone: Bool
    package var batchIsStopped: Bool
    /// A run ends `runner.lost` when it has lost this many workers.
    package var rescuesMax: Int

    package init(wasSent: Bool, isGone: Bool, batchIsStopped: Bool = false, rescuesMax: Int = 3) {
        self.wasSent = wasSent
        self.isGone = isGone
        self.batchIsStopped = batchIsStopped
        self.rescuesMax = rescuesMax
    }
}
