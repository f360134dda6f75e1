/// Why a run did not succeed: stable names that scripts, reports and the `expect` of items match on.
///
/// Each case says who sets the reason, when, and what a person can do. "The gate" is ``GateStages``; what the gate
/// refuses was not sent.
package enum RunReason: String, Sendable, Hashable, CaseIterable {
    /// The gate's stage `policy` sets it where grants or policies do not allow the call, and a submission where the
    /// manifests alone forbid it. The stage `approval` sets it where a read-back would need an approval. To find the
    /// rule: `reeve policy evaluate --explain`.
    case policyDenied = "policy.denied"
    /// The gate sets it where the input is no object, does not pass the tool's schema, or lacks a value that `fromItem`
    /// names; also where a request is too large to be sent. To mend: correct the item's `input`.
    case inputInvalid = "input.invalid"
    /// The gate sets it where a schema that would check the input cannot be compiled. To mend: have the server
    /// corrected, or declare an `inputSchema` in a Tool, which then holds in the place of the server's.
    case schemaUnusable = "schema.unusable"
    /// Set after the call, where the answer is no valid result, does not pass the tool's output schema, or is larger
    /// than the Tool's `maxOutput`. The call has been made, so its effect may have happened.
    case outputInvalid = "output.invalid"
    /// The gate sets it where the definition of the tool, or the launch of its server, is not the pinned one; where the
    /// environment requires a pin and there is none; and where a version is asked for that is not the current one. To
    /// mend: review the change, `reeve tools lock`, apply.
    case pinMismatch = "pin.mismatch"
    /// The gate sets it where the connection or the tool of the address is not known, or the server no longer offers
    /// the tool. To mend: `reeve tools sync`, or correct the address.
    case toolMissing = "tool.missing"
    /// The gate sets it where a Tool manifest disables the tool. To mend: enable it there and apply.
    case toolDisabled = "tool.disabled"
    /// The gate sets it where a sync has found a change of the tool that nobody has accepted yet. To mend: review the
    /// change, and pin the new definition.
    case toolStale = "tool.stale"
    /// Set after the call, where the tool or its server answers with an error. An `expect` on `/isError` accepts such
    /// an answer.
    case toolError = "tool.error"
    /// Set where the server cannot be started, has another version than the Connection asks for, or is lost. The run is
    /// tried again where another attempt may help. To find out more: `reeve connection test`.
    case connectionFailed = "connection.failed"
    /// Set where a Limit leaves no room before the deadline, or refuses at once (`onExceeded: fail`); also beside a run
    /// that waits for room in the queue.
    case rateLimited = "rate.limited"
    /// Set in the transaction that would announce the call, where the batch has used up its `budget`. Nothing was sent.
    case budgetExceeded = "budget.exceeded"
    /// A run waited too long for its first attempt. No run has a queue timeout in this version, so nothing sets this
    /// reason.
    case timeoutQueue = "timeout.queue"
    /// Set where a call was sent and not answered within the timeout of the item, the tool or the connection. What the
    /// call did may be unknown: a run that ends in such doubt ends with ``effectUnknown`` instead.
    case timeoutAttempt = "timeout.attempt"
    /// Set where the total time of the run is over. The total time counts from the start of the first attempt.
    case timeoutTotal = "timeout.total"
    /// A worker stopped renewing the lease of the run. Nothing sets this reason in this version: see ``runnerLost``.
    case timeoutHeartbeat = "timeout.heartbeat"
    /// Set where the run did not end as the item's `expect` asks, for example with a success where `denied` is
    /// expected.
    case expectationFailed = "expectation.failed"
    /// The gate sets it where a secret of the connection or of the input cannot be read; also where the store has only
    /// the redacted form of the input, and the process that had the input is gone.
    case secretMissing = "secret.missing"
    /// Set with the status `interrupted`, where a call may have had its effect and may not be made again. A person
    /// finds out by the effect id what happened, then `reeve runs retry`.
    case effectUnknown = "effect.unknown"
    /// Set with the status `skipped`, in the transaction in which a run that this one needs ends other than asked.
    case upstreamFailed = "upstream.failed"
    /// Set where the server asks for input during the call: nobody is there to give it. To mend: give the value as an
    /// argument.
    case inputRequired = "input.required"
    /// The gate sets it where the run's agent does not exist. To mend: apply its manifest, or correct the name in the
    /// batch.
    case agentMissing = "agent.missing"
    /// The gate sets it where the Agent manifest disables the agent. To mend: enable it there and apply.
    case agentDisabled = "agent.disabled"
    /// Set with the status `cancelled`, where a person cancels the run, or an apply with `--cancel-runs` takes away
    /// what the run needs; also where the parent of the run has ended. `reeve runs retry` makes a new run of it.
    case cancelledUser = "cancelled.user"
    /// Set with the status `cancelled`, where the batch is cancelled, stops by its own rules, or passes its deadline.
    case cancelledBatch = "cancelled.batch"
    /// Set where the run's workers were lost: on a run that is to be tried again, and on a run that ends after too many
    /// losses. To find out more: look at the host of the worker.
    case runnerLost = "runner.lost"
    /// The gate sets it where a row that the call goes by was changed by other hands than reeve's. `reeve store check`
    /// names the rows. An apply writes objects and pins anew, and a sync writes tools anew.
    case storeEdited = "store.edited"
    /// Set where no provider of a task has answered, the fallbacks included; also where the task names no provider, or
    /// the model refuses to answer. To find out more: `reeve provider test`.
    case providerError = "provider.error"
    /// Set where a variable of the task's template has no value, or one of another form than declared. To mend: give
    /// the value in the item's `variables`.
    case templateUnfilled = "template.unfilled"
    /// A cap of the agent or the item: the model was asked `turns` times and has no final answer.
    case limitTurns = "limit.turns"
    /// A cap of the agent or the item: the model asks for more tool calls than `toolCalls`.
    case limitToolCalls = "limit.tool-calls"
    /// A cap of the agent or the item: what is left of `tokens` does not cover the next question.
    case limitTokens = "limit.tokens"
    /// A cap of the agent or the item: what is left of `cost` does not cover the next question.
    case limitCost = "limit.cost"
    /// A cap of the agent or the item: the attempts together have worked for `wallClock`.
    case limitWallClock = "limit.wall-clock"
    /// A cap of the agent or the item: the model asks for the same call more than `repeats` times.
    case limitRepeats = "limit.repeats"
    /// Set where a recording has no answer for a question or a call. To mend: record anew, or `--match ordinal`.
    case replayMiss = "replay.miss"
    /// Set with the status `denied`, where somebody who was asked for an approval has rejected it. `reeve runs retry`
    /// makes a new run, which asks anew.
    case approvalRejected = "approval.rejected"
    /// Set with the status `denied`, where an approval was not given or not used in time. `reeve runs retry` asks anew.
    case approvalExpired = "approval.expired"
    /// Set on a run that waits for an approval anew: the one before it is void, since its input, pin or deciding rules
    /// have moved.
    case approvalVoid = "approval.void"
    /// Set where the run is of a kind that this version does not know. To mend: work on it with the version that
    /// submitted it.
    case executorMissing = "executor.missing"
}
