package import ReeveModel
package import ReevePolicy
package import ReeveStore

/// What would become of a run that has not ended, as far as it can be told without its server.
package struct RunPreview: Sendable {
    package enum Verdict: String, Sendable, CaseIterable {
        /// It would be called.
        case run
        /// It would stay where it is: not before a later time, paused, parked, or in the hands of another worker.
        case wait
        /// Policy, scopes or an allow-list refuse it.
        case denied
        /// Another stage of the gate refuses it.
        case refused
        /// A run that it needs would not end as asked.
        case skipped
    }

    /// The run as queued, or as a submission would write it; without content.
    package var run: RunRecord
    package var batchName: String
    package var verdict: Verdict
    /// The stage that refuses; `policy` also for a denial at the submission.
    package var stage: GateStage?
    package var reason: RunReason?
    /// How the run would end; nil where it would be called, or would wait.
    package var end: RunStatus?
    /// For people, redacted.
    package var message: String?
    /// The refusal is what the item's `expect` asks for.
    package var isExpected = false
    /// It would be called although the item's `expect` asks for an end that the gate decides before a call.
    package var isUnmet = false
    /// The rules that allow or deny.
    package var rules: [RuleReference] = []
    /// `file:line` of the deciding rule of a denial, else of the item.
    package var place: String?
    /// Whose permits the call would take.
    package var limits: [String] = []
    /// Whether a part of the input comes from runs that have not ended: its schema and the conditions on arguments
    /// were not asked.
    package var isInputOpen = false
    /// Conditions of policies that may still deny what is allowed here: nobody knows yet when the run starts, or what its
    /// input will be.
    package var openConditions: Set<ConditionKey> = []
    /// The run that causes a skip.
    package var cause: ULID?

    /// Whether `run` would end with 7 because of it.
    package var isFailure: Bool { isUnmet || (verdict == .denied || verdict == .refused) && !isExpected }
}
