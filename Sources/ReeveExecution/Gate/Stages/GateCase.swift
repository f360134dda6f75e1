package import ReeveJSON
internal import ReeveModel
package import ReevePolicy
package import ReeveRedaction
package import ReeveScheduler
internal import ReeveStore

/// A call that asks to pass the gate, with every fact that the stages decide by.
package struct GateCase: Sendable {
    package enum Input: Sendable {
        /// The input is still in the store. ``GatePass/advance()`` asks for it at its turn.
        case unbound
        /// The input is made of results or secrets that are not there yet. The stages see an empty object.
        case open
        case bound(BoundInput)
    }

    package var agent: String?
    /// The address of a tool.
    package var tool: String?
    package var input: Input
    package var scope: ExecutionScope
    package var requester: ResolvedRequester
    package var context: CallContext
    /// Nil while the call belongs to no stored run: such a call cannot be late.
    package var deadlines: RunDeadlines?
    package var isFirstAttempt = true
    /// Names the row of the call's run that is not as the store wrote it, as in `run 01J..`; nil where every row is.
    package var edited: String?
    /// Whether an earlier attempt may have had its effect, and nobody has found out yet.
    package var isInDoubt = false
    package var now: Timestamp
    /// Takes secrets out of the words of a denial. The words quote arguments.
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
