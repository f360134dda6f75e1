package import ReeveJSON
package import ReeveModel

/// One entry in the journal of a task (the view `task_entries`): its prompt, a question to a model, or a tool call.
///
/// An entry is written before what it tells of is sent, and completed when the answer is there. A worker that takes a
/// task up again reads the journal and goes on where it ends. An entry that is still `announced` then tells of a
/// question or a call whose outcome nobody knows.
package struct TaskEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case prompt
        case model
        case call
    }

    package enum Status: String, Sendable, Hashable, CaseIterable {
        case announced
        case done
        /// There is no answer, and what was asked had no effect.
        case failed
    }

    package var run: ULID
    /// The number of the entry within its run, from 1.
    package var ordinal: Int
    package var attempt: Int
    package var kind: Kind
    package var status: Status
    /// The address of the tool of a call.
    package var tool: String?
    package var provider: String?
    package var model: String?
    /// Of a question: what it was reserved, in tokens and in micro-units of the currency, while it is announced.
    package var reservedTokens: Int64?
    package var reservedCost: Int64?
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    package var tokensCached: Int64?
    /// In micro-units of the organization's currency.
    package var cost: Int64?
    /// JSON, redacted; above 64 KiB the reference to a payload.
    package var content: String
    package var startedAt: Timestamp
    package var endedAt: Timestamp?
    /// False where other hands have changed the row. The task is then not taken up.
    package var isIntact = true

    package init(
        run: ULID, ordinal: Int, attempt: Int, kind: Kind, status: Status, tool: String? = nil, content: String = "{}",
        startedAt: Timestamp
    ) {
        self.run = run
        self.ordinal = ordinal
        self.attempt = attempt
        self.kind = kind
        self.status = status
        self.tool = tool
        self.content = content
        self.startedAt = startedAt
    }
}
