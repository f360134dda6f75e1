import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// One run with what belongs to it.
package struct RunEntry: Sendable, Hashable {
    /// The rules that decided, and where they are written.
    package struct Rules: Sendable, Hashable {
        package var policies: [String]
        package var rules: [String]
        /// `file:line` of the rules, in their order; shorter where a rule has no file.
        package var places: [String]

        package init(policies: [String] = [], rules: [String] = [], places: [String] = []) {
            self.policies = policies
            self.rules = rules
            self.places = places
        }

        /// `guardrails/no-destructive`, one for each rule; empty where no rule decided (default deny).
        package var names: [String] {
            rules.enumerated().map { index, rule in
                policies.indices.contains(index) ? policies[index] + "/" + rule : rule
            }
        }
    }

    /// Who said no.
    package struct Refusal: Sendable, Hashable {
        /// The stage of the gate, `policy`; `submission` where the run never entered the queue.
        package var stage: String?
        package var message: String?
        package var by: Rules

        package init(stage: String? = nil, message: String? = nil, by: Rules = Rules()) {
            self.stage = stage
            self.message = message
            self.by = by
        }
    }

    /// An attempt that did not end its run well, with what the log says of it.
    package struct Attempt: Sendable, Hashable {
        package var record: RunAttempt
        /// What went wrong, where the steps or the log say it.
        package var message: String?
        /// The arguments as sent, after redaction.
        package var arguments: JSONValue?

        package init(record: RunAttempt, message: String? = nil, arguments: JSONValue? = nil) {
            self.record = record
            self.message = message
            self.arguments = arguments
        }

        /// Whether the call went out.
        package var wasSent: Bool { record.startedAt != nil }
    }

    /// Without its content.
    package var record: RunRecord
    /// As submitted, after redaction; values that come from other items are still references in it.
    package var input: JSONValue?
    /// The result document; nil where there is none, or where it was left out for its size.
    package var output: JSONValue?
    /// The size of the result's canonical bytes; 0 without one.
    package var outputBytes: Int
    package var attempts: [Attempt]
    package var steps: [RunStep]
    /// Oldest first.
    package var approvals: [RunApproval] = []
    /// What was said between a task, its models and its tools; nil for a tool run.
    package var conversation: TaskConversation?
    /// The reason and the calls that a task has proposed last.
    package var proposal: JSONValue?
    package var refusal: Refusal?
    /// The rules that allowed the last call, as the log has them; nil where nothing was allowed.
    package var allowedBy: Rules?
    /// `file:line` of the item (or of the expectation that failed) in the batch file.
    package var place: String?
    /// The item and cell of the run that caused a skip.
    package var skipCause: String?
    /// Whether something was taken out of arguments or result before they were written.
    package var isRedacted: Bool

    package init(
        record: RunRecord, input: JSONValue? = nil, output: JSONValue? = nil, outputBytes: Int = 0,
        attempts: [Attempt] = [], steps: [RunStep] = [], refusal: Refusal? = nil, allowedBy: Rules? = nil,
        place: String? = nil, skipCause: String? = nil, isRedacted: Bool = false
    ) {
        self.record = record
        self.input = input
        self.output = output
        self.outputBytes = outputBytes
        self.attempts = attempts
        self.steps = steps
        self.refusal = refusal
        self.allowedBy = allowedBy
        self.place = place
        self.skipCause = skipCause
        self.isRedacted = isRedacted
    }

    package var ending: Ending { Ending(status: record.state.status, isExpected: record.state.isExpected) }

    /// The cell as every command spells it, `dock=east,shift=1`; empty without a matrix.
    package var cell: String { record.identity.cell ?? "" }

    /// The item, with its cell.
    package var label: String { record.label }

    /// What the tool was given: the arguments as last sent, else the input as submitted.
    package var given: JSONValue? { attempts.last { $0.arguments != nil }?.arguments ?? input }

    package var target: String? { record.assignment.tool ?? record.assignment.curatedTool.map { "curated/" + $0 } }

    /// Calls that went out to servers. Those of a task are what its model asked for.
    package var callsSent: Int { isTask ? conversation?.callsSent ?? 0 : attempts.count { $0.wasSent } }

    /// What its calls waited for before they could be sent, as its steps tell.
    package var waits: [(what: String, words: String, duration: Duration)] {
        steps.compactMap { step in
            guard let details = step.details, details.contains("waited_for"),
                let value = try? JSONParser.parse(details), let what = value["waited_for"]?.string,
                let milliseconds = value["waited_ms"]?.int
            else { return nil }
            return (what, value["waited_words"]?.string ?? what, .milliseconds(milliseconds))
        }
    }

    /// The attempts that were followed by another one.
    package var retries: Int { max(0, attempts.count { $0.record.outcome != .released } - 1) }

    /// Why it did not succeed, in the words of who found out; nil for a run that did.
    package var explanation: String? {
        if let skipCause, record.state.status == .skipped { return "\(skipCause) did not end as asked" }
        if let text = record.state.errorText ?? refusal?.message { return text }
        return record.state.reason.map { ReasonWords.of($0).plain }
    }

    /// What people said about the run, in order.
    package var approvalSentences: [String] { approvals.flatMap(\.sentences) }

    /// Where to look: the rule that refused, else the item in the batch file.
    package var shownPlace: String? { refusal?.by.places.first ?? place }
}
