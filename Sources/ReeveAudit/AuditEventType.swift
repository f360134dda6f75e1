/// Every kind of event that the log may hold, as `noun.verb`.
///
/// The list is closed: a new operation adds its case here, beside its neighbours. A raw value is
/// never changed or reused, since old logs hold it.
package enum AuditEventType: String, Sendable, Hashable, CaseIterable {
    case storeInitialized = "store.initialized"
    case storeMigrated = "store.migrated"
    case storeRestored = "store.restored"
    case storeRepaired = "store.repaired"

    case keyCreated = "key.created"
    case keyRotated = "key.rotated"
    case checkpointSigned = "checkpoint.signed"

    case planApplied = "plan.applied"
    case planRefused = "plan.refused"
    case objectCreated = "object.created"
    case objectUpdated = "object.updated"
    case objectDeleted = "object.deleted"
    case objectReplaced = "object.replaced"
    case objectAdopted = "object.adopted"
    case objectRenamed = "object.renamed"
    case objectForgotten = "object.forgotten"

    case connectionTested = "connection.tested"
    case providerTested = "provider.tested"
    case toolsSynced = "tools.synced"
    case toolPinned = "tool.pinned"
    case toolApproved = "tool.approved"
    case toolRejected = "tool.rejected"
    case pinsChanged = "pins.changed"

    case batchSubmitted = "batch.submitted"
    case batchRefused = "batch.refused"
    case batchFinished = "batch.finished"
    case batchCancelled = "batch.cancelled"

    /// The call is about to be sent: committed before the effect.
    case runStarted = "run.started"
    case runFinished = "run.finished"
    /// Policy said no.
    case runDenied = "run.denied"
    /// Another stage of the gate said no: pin, schema, limit, budget, secret.
    case runRefused = "run.refused"
    case runSkipped = "run.skipped"
    case runRetried = "run.retried"
    case runCancelled = "run.cancelled"
    /// Somebody asked a running one to stop; how it ended is an event of its own.
    case runCancelRequested = "run.cancel_requested"
    /// The effect is unknown.
    case runInterrupted = "run.interrupted"
    /// Taken up again after its worker was lost.
    case runRescued = "run.rescued"
    /// A fenced worker came back with a result; it changes nothing.
    case runLateResult = "run.late_result"
    case runParked = "run.parked"
    case runSuspended = "run.suspended"
    case runResumed = "run.resumed"
    case runAssigned = "run.assigned"
    case runsArchived = "runs.archived"
    case runsRestored = "runs.restored"
    case runsPruned = "runs.pruned"

    /// People are asked whether a call may be made.
    case approvalRequested = "approval.requested"
    /// Somebody has approved. Where more approvals are needed, the outcome is `pending`.
    case approvalGranted = "approval.granted"
    case approvalRejected = "approval.rejected"
    case approvalExpired = "approval.expired"
    /// What was bound has moved, or the run has ended otherwise.
    case approvalVoid = "approval.void"
    /// A call was announced by it: written in that transaction.
    case approvalUsed = "approval.used"

    case callStarted = "call.started"
    case callFinished = "call.finished"
    case callDenied = "call.denied"

    case policyDenied = "policy.denied"
    case permissionDenied = "permission.denied"

    case pausePlaced = "pause.placed"
    case pauseLifted = "pause.lifted"
}
