package import ReeveModel
package import ReevePolicy
package import ReeveStore

/// What would become of an unfinished run, as far as it can be told without its server.
package struct RunPreview: Sendable {
    package enum Verdict: String, Sendable, CaseIterable {
        /// The call would be made.
        case run
        /// The run would stay where it is: it is not due yet, paused, parked, or in the hands of another worker.
        case wait
        /// Policies, scopes or an allow-list would refuse the run.
        case denied
        /// Another stage of the gate would refuse the run.
        case refused
        /// A run that this one needs would not end as asked.
        case skipped
    }

    /// The run as it is queued, or as a submission would write it; without its content.
    package var run: RunRecord
    package var batchName: String
    package var verdict: Verdict
    /// The stage that would refuse; for a denial at the submission it is `policy`.
    package var stage: GateStage?
    package var reason: RunReason?
    /// The status that the run would end with; nil where the call would be made, or the run would wait.
    package var end: RunStatus?
    /// For people, redacted.
    package var message: String?
    /// Whether the refusal is the end that the item's `expect` asks for.
    package var isExpected = false
    /// Whether the call would be made although the item's `expect` asks for an end that the gate decides before a call.
    package var isUnmet = false
    /// The rules that allow or deny.
    package var rules: [RuleReference] = []
    /// The `file:line` of the rule that decides a denial; in all other cases that of the item.
    package var place: String?
    /// The limits whose permits the call would take.
    package var limits: [String] = []
    /// Whether a part of the input comes from runs that have not ended, or from secrets. The input schema and the
    /// conditions on arguments were then not asked.
    package var isInputOpen = false
    /// Conditions of policies that may still deny what the preview allows. They stay open where nobody knows yet when
    /// the run starts, or what its input will be.
    package var openConditions: Set<ConditionKey> = []
    /// The run whose end would cause the skip.
    package var cause: ULID?

    /// Whether this run would make the command `run` end with status 7.
    package var isFailure: Bool { isUnmet || (verdict == .denied || verdict == .refused) && !isExpected }
}
