import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReeveStore

/// What an operation tells while it works. Its outcome, and the error that ends it, are no events.
package enum OperationEvent: Sendable {
    /// Mistakes and warnings that do not end the operation, with the texts that they point into.
    case diagnostics([Diagnostic], SourceIndex)
    /// Another process has held the lock of the store for about a second or more.
    case waitingForStore(LockHolder)
    /// A plan is made against an empty store, since the named one is not there.
    case storeNotThere(StoreLocation)
    /// Variables of the process narrow the operation, and no option does.
    case narrowedByVariables(NamedScope)
    /// The store does not fit its checkpoint; an operation that only reads goes on.
    case checkpointMismatch(CheckpointFile.Mismatch)
    case logged(LogEntry)
    /// From now on no text may show what this resolver reads.
    case secretsInUse(SecretResolver)
    case server(ServerEvent)

    // MARK: Runs

    /// The idempotency key of a submission was used before, for this batch.
    case keyUsedBefore(batch: ULID)
    /// A worker begins; as many runs are to be done.
    case working(total: Int)
    case run(RunEvent)
    /// The counts of the worker, twice a second.
    case progress(RunProgress)
    /// The worker has ended; what its runs waited for.
    case worked(waits: [CallWait: RunLoopReport.WaitTotal])
    case batchFinished(FinishedBatch)
    /// An interrupted run was looked at and is not made again.
    case leftInterrupted(RunRecord, why: String)
    /// All interrupted runs were looked at.
    case interruptedRuns(repeated: Int, left: Int)

    // MARK: Tools

    /// The connections that the operation takes up, in this order.
    case connections([ObjectKey])
    case connectionTested(ConnectionResult<ConnectionTester.Report>)
    case connectionSynced(ConnectionResult<ToolSyncReport>)
}
