import ReeveModel

/// The reasons of runs in words, for `explain REASON` and the reference.
enum RunReasonCatalog {
    static func meaning(_ reason: RunReason) -> String { words(reason).meaning }
    static func remedy(_ reason: RunReason) -> String { words(reason).remedy }

    private static func words(_ reason: RunReason) -> (meaning: String, remedy: String) {
        switch reason {
        case .policyDenied:
            (
                "no rule allows the call, a rule denies it, or the agent has no right to the tool",
                "'reeve policy evaluate --explain' shows every rule with its why"
            )
        case .inputInvalid:
            ("the input is not valid by the tool's schema, or cannot be made up", "mend the item's input in the batch")
        case .outputInvalid:
            (
                "the answer is not valid by the tool's output schema, is no MCP, or is larger than maxOutput",
                "ask who runs the server; raise maxOutput of the Tool where the size is meant"
            )
        case .pinMismatch:
            (
                "the tool or the launch of its server is not what is pinned, or is not pinned where that is required",
                "'reeve tools lock' shows what has changed; review reeve.lock, then apply"
            )
        case .toolMissing:
            ("nothing is known of the tool", "'reeve tools sync' asks its server; check the address")
        case .toolDisabled: ("the tool's declaration says enabled: false", "enable it in its manifest, or leave it")
        case .toolStale:
            (
                "the server has changed the tool, and nobody has accepted that yet",
                "'reeve tools show' has both; accept with 'reeve tools lock' and an apply"
            )
        case .toolError: ("the tool has answered that it failed", "its text is in 'reeve runs show'")
        case .connectionFailed:
            (
                "the server could not be started, ended, or was lost; it is tried again where nothing was sent",
                "'reeve connection test' shows its last lines of standard error"
            )
        case .rateLimited:
            ("a Limit stands against it until after its deadline, or fails at once", "raise the Limit, or give it time")
        case .budgetExceeded: ("the batch has used its budget up", "raise budget in the batch")
        case .timeoutQueue: ("it waited too long for its first attempt", "run more at once, or raise the time")
        case .timeoutAttempt:
            ("no answer came in the time of one attempt", "raise timeout of the item, the Tool or the Connection")
        case .timeoutTotal: ("all attempts together took longer than an hour", "split the work")
        case .timeoutHeartbeat: ("its worker did not renew its lease", "see the worker's host")
        case .expectationFailed: ("the end or a value is not as 'expect' asks", "its place is in 'reeve runs show'")
        case .secretMissing: ("a secret that the connection names is not there", "set it for the process of the run")
        case .effectUnknown:
            (
                "the call was sent and no answer came: it may have had its effect",
                "find out, then 'reeve runs retry'; declare the Tool idempotent or give it a readBack"
            )
        case .upstreamFailed: ("an item that it needs did not end as asked", "retry that one; this one follows")
        case .inputRequired:
            ("the server wants an answer of a person, which this version cannot give", "call it by hand")
        case .agentMissing: ("there is no such agent", "declare it, or mend the name in the batch")
        case .agentDisabled: ("the agent says enabled: false", "enable it in its manifest, or leave it")
        case .cancelledUser: ("a person has cancelled it", "'reeve runs retry' makes it again")
        case .cancelledBatch: ("its batch was cancelled or reached its deadline", "'reeve runs retry' makes it again")
        case .runnerLost: ("its worker was lost three times", "see what ends the workers, then 'reeve runs retry'")
        }
    }
}
