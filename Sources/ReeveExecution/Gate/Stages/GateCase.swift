package import ReeveJSON
internal import ReeveModel
package import ReevePolicy
package import ReeveRedaction
package import ReeveScheduler
internal import ReeveStore

/// A call that asks to pass the gate, with everything that its stages decide by.
package struct GateCase: Sendable {
    package enum Input: Sendable {
        /// In the store; ``GatePass/advance()`` asks for it at its turn.
        case unbound
        /// Made of results or secrets that are not there yet; the stages see an empty object.
        case open
        case bound(BoundInput)
    }

    package var agent: String?
    /// A tool's address.
    package var tool: String?
    package var input: Input
    package var scope: ExecutionScope
    package var requester: ResolvedRequester
    package var context: CallContext
    /// Nil while the call belongs to no stored run: nothing of it can be late.
    package var deadlines: RunDeadlines?
    package var isFirstAttempt = true
    /// Which row of the call's run is not as the store wrote it: `run 01J..`; nil where every row is.
    package var edited: String?
    /// An earlier attempt may have had its effect, and nobody has found out yet.
    package var isInDoubt = false
    package var now: Timestamp
    /// Takes secrets out of the words of a denial, which quote arguments.
    package var redactor: Redactor

    package init(
        agent: String?, tool: String?, input: Input, in scope: ExecutionScope, requester: ResolvedRequester,
        context: CallContext, now: Timestamp, redactor: Redactor
    ) {
        self.agent = agent
        self.tool = tool
        self.input = input
        self.scope = scope
        self.requester = requester
        self.context = context
        self.now = now
        self.redactor = redactor
    }

    /// The call of a stored run.
    init(
        _ run: RunRecord, of batch: BatchContext, input: Input, in scope: ExecutionScope, requester: ResolvedRequester,
        deadlines: RunDeadlines, now: Timestamp, redactor: Redactor
    ) {
        self.init(
            agent: run.assignment.agent, tool: run.assignment.tool, input: input, in: scope, requester: requester,
            context: CallContext(run, origin: batch.attributes.origin), now: now, redactor: redactor)
        self.deadlines = deadlines
        isFirstAttempt = run.state.startedAt == nil
        if !run.isIntact {
            edited = "run \(run.id)"
        } else if !batch.record.isIntact {
            edited = "batch \(batch.record.id)"
        }
    }
}
