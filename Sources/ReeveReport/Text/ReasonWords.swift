import ReeveModel

/// What a reason means to a person, and what can be done.
package struct ReasonWords: Sendable, Hashable {
    /// A clause: lower case, no final period.
    package let plain: String
    /// An instruction: lower case, no final period.
    package let remedy: String

    private init(_ plain: String, _ remedy: String) {
        self.plain = plain
        self.remedy = remedy
    }

    // Long: one case for each reason, so that a new reason does not build without its words.
    package static func of(_ reason: RunReason) -> ReasonWords {
        switch reason {
        case .policyDenied:
            ReasonWords(
                "policy does not allow the call",
                "change the call, or have the rule reviewed; `reeve policy evaluate --explain` shows every rule")
        case .inputInvalid:
            ReasonWords(
                "the arguments do not fit the tool's input schema, so nothing was sent",
                "correct the item's `input`; `reeve tools show` prints the schema")
        case .schemaUnusable:
            ReasonWords(
                "the tool's input schema cannot be used, so nothing was sent",
                "have the server mended, or declare `inputSchema` in a Tool: it holds in the place of the server's")
        case .outputInvalid:
            ReasonWords(
                "the tool's answer does not fit its output schema or is too large",
                "raise `maxOutput` of the Tool, or report it to who keeps the server")
        case .pinMismatch:
            ReasonWords(
                "the server offers another definition than the pinned one",
                "`reeve tools lock` shows what has changed; review reeve.lock, then apply")
        case .toolMissing:
            ReasonWords("the tool is not known here", "run `reeve tools sync`, or correct the address")
        case .toolDisabled: ReasonWords("the tool is disabled", "enable it in its Tool manifest")
        case .toolStale:
            ReasonWords("the tool has changed at the server since it was synced", "run `reeve tools sync` and review")
        case .toolError:
            ReasonWords(
                "the tool answered with an error",
                "read its answer; an `expect` on `/isError` accepts errors on purpose")
        case .connectionFailed:
            ReasonWords("the server could not be reached or went away", "try `reeve connection test`")
        case .rateLimited: ReasonWords("a rate limit left no room in time", "raise the Limit, or the run's time")
        case .budgetExceeded: ReasonWords("the batch has used its budget up", "raise `budget`, or split the batch")
        case .timeoutQueue: ReasonWords("it waited too long for its turn", "raise concurrency, or the queue timeout")
        case .timeoutAttempt: ReasonWords("the call took longer than its timeout", "raise the item's `timeout`")
        case .timeoutTotal:
            ReasonWords("the total time or the batch's deadline has passed", "raise `deadline`, or split the batch")
        case .timeoutHeartbeat:
            ReasonWords("its worker stopped renewing the lease", "look at the worker's host, then `reeve runs retry`")
        case .expectationFailed:
            ReasonWords("it ended, but not as `expect` asks", "compare the result with the expectation")
        case .secretMissing:
            ReasonWords(
                "a secret is missing or has expired", "set the variable, or write the file, for the process of the run")
        case .effectUnknown:
            ReasonWords(
                "a call was sent and its effect is unknown, so no further attempt was made",
                "find out by the effect id whether it happened, then `reeve runs retry`, or `reeve tools call` for a direct call"
            )
        case .upstreamFailed: ReasonWords("something that it needs did not end as asked", "see the run that it names")
        case .inputRequired:
            ReasonWords("the server asked for input that nobody can give here", "give the value as an argument")
        case .agentMissing:
            ReasonWords("the agent does not exist", "apply its manifest, or correct the name in the batch")
        case .agentDisabled: ReasonWords("the agent is disabled", "enable it in its Agent manifest")
        case .cancelledUser: ReasonWords("somebody cancelled it", "`reeve runs retry` makes a new run")
        case .cancelledBatch: ReasonWords("its batch was stopped", "see why the batch stopped")
        case .approvalRejected:
            ReasonWords(
                "somebody who was asked for an approval rejected it",
                "`reeve runs retry` makes a new run, which asks anew")
        case .approvalExpired:
            ReasonWords(
                "nobody approved it in time, or the approval was not used in time",
                "`reeve runs retry` makes a new run, which asks anew")
        case .approvalVoid:
            ReasonWords(
                "what was approved has changed, so the run asks anew",
                "`reeve approvals list --status pending` has the new request")
        case .storeEdited:
            ReasonWords(
                "a row of the store that the call goes by is not as reeve wrote it, so nothing was sent",
                "`reeve store check` names the rows; an apply writes objects and pins anew, a sync tools")
        case .providerError:
            ReasonWords(
                "no model provider gave a usable answer", "try `reeve provider test`; a `fallback` names others to ask")
        case .templateUnfilled:
            ReasonWords(
                "a variable of the template has no usable value, so no model was asked",
                "give it in the item's `variables`, or a `default` in the Template")
        case .limitTurns: ReasonWords("the model has used its turns up", "raise `limits.turns`, or narrow the task")
        case .limitToolCalls:
            ReasonWords("the model has used its tool calls up", "raise `limits.toolCalls`, or narrow the task")
        case .limitTokens:
            ReasonWords("the task has used its tokens up", "raise `limits.tokens`, or shorten what the model reads")
        case .limitCost:
            ReasonWords("the task has used its money up", "raise `limits.cost`, or take a cheaper model")
        case .limitWallClock:
            ReasonWords("the task has used its time up", "raise `limits.wallClock`, or narrow the task")
        case .limitRepeats:
            ReasonWords(
                "the model asks for the same call again and again",
                "read its turns; the tool may not tell what it needs")
        case .replayMiss:
            ReasonWords("the recording has no such exchange", "record anew, or replay with `--match ordinal`")
        case .executorMissing:
            ReasonWords(
                "this version of reeve does not work on runs of this kind, so nothing was sent",
                "work on it with the version that submitted it")
        case .runnerLost:
            ReasonWords("its worker was lost three times", "look at the worker's host, then `reeve runs retry`")
        }
    }
}
