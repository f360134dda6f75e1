import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReeveStore

/// What an operation reports while it works. Its outcome is no event, and neither is the error that ends it.
package enum OperationEvent: Sendable {
    /// Mistakes and warnings that do not end the operation, with the texts that they point into.
    case diagnostics([Diagnostic], SourceIndex)
    /// Another process has held the lock of the store for about a second or more.
    case waitingForStore(LockHolder)
    /// A plan is made against an empty store, since the named store does not exist.
    case storeNotThere(StoreLocation)
    /// Variables of the process narrow the operation, and no option does.
    case narrowedByVariables(NamedScope)
    /// The store contradicts its checkpoint. The operation only reads, so it goes on.
    case checkpointMismatch(CheckpointFile.Mismatch)
    case logged(LogEntry)
    /// From now on, no text may show a secret that this resolver has read.
    case secretsInUse(SecretResolver)
    case server(ServerEvent)

    // MARK: Runs

    /// The idempotency key of a submission was used before. This is the batch of that time.
    case keyUsedBefore(batch: ULID)
    /// A worker begins, with this number of runs to do.
    case working(total: Int)
    case run(RunEvent)
    /// The figures of the worker. They come twice a second.
    case progress(RunProgress)
    /// The worker has ended. These are the waits of its runs.
    case worked(waits: [CallWait: RunLoopReport.WaitTotal])
    case batchFinished(FinishedBatch)
    /// The worker has ended, or runs are listed, and runs wait for pauses.
    case heldBack([HeldRuns])
    /// An interrupted run was examined and is not made again.
    case leftInterrupted(RunRecord, why: String)
    /// All interrupted runs were examined.
    case interruptedRuns(repeated: Int, left: Int)

    // MARK: Tools

    /// The connections that the operation works on, in this order.
    case connections([ObjectKey])
    case connectionTested(ConnectionResult<ConnectionTester.Report>)
    case connectionSynced(ConnectionResult<ToolSyncReport>)

    // MARK: Providers

    /// The provider that the operation works on, and what is asked in its place.
    case providers([ObjectKey])
    case providerTested(ProviderTest)
}
