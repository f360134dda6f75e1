internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReeveStore

// What the journal knows about proposals and approvals.
extension TaskJournal {
    /// `4/2`: the second call of the answer that is entry 4. The name is reeve's own, since ids of calls come from the
    /// model.
    func name(of call: ModelToolCall) -> String? {
        guard let question = openQuestion else { return nil }
        let calls = TaskContent.answer(question.content, of: question.row).calls
        return calls.firstIndex { $0.id == call.id }.map { "\(question.row.ordinal)/\($0 + 1)" }
    }

    /// The entries of calls since the model's last answer.
    private var callsOfLastAnswer: ArraySlice<Entry> {
        guard let index = entries.lastIndex(where: { $0.row.kind == .model && $0.row.status == .done }) else {
            return []
        }
        return entries[(index + 1)...]
    }

    /// Whether a call of the model's last answer was refused. What is left of a proposal is then not made.
    var hasRefusedCall: Bool {
        callsOfLastAnswer.contains {
            $0.row.status == .failed && TaskContent.result(of: $0) != nil && !TaskContent.isWithdrawn($0)
        }
    }

    /// The approval that the last call of the open proposal was announced by.
    var approvalInUse: ULID? {
        callsOfLastAnswer.last { $0.content["approval"] != nil }?.content["approval"]?.string.flatMap { ULID($0) }
    }

    /// Whether a call of the last answer was announced before. An approval of it is then used up.
    func wasAnnounced(_ call: ModelToolCall) -> Bool {
        callsOfLastAnswer.contains { $0.content["id"]?.string == call.id }
    }
}

extension TaskContent {
    static func isWithdrawn(_ entry: TaskJournal.Entry) -> Bool { entry.content["withdrawn"]?.bool == true }

    /// The result of a call of a proposal that is not made because another one was refused.
    static func withdrawn(_ call: ModelToolCall) -> JSONValue {
        var content: JSONObject = [
            "id": .string(call.id), "isError": true,
            "text":
                "not made, since another call of the same answer was refused; the calls of an answer are one proposal",
            "withdrawn": true,
        ]
        if let arguments = call.arguments {
            content["arguments"] = .object(arguments)
        } else {
            content["argumentsText"] = .string(call.argumentsText)
        }
        return .object(content)
    }

    /// `{reason, calls: [{tool, arguments}]}`, which a run keeps as its last proposal.
    static func proposal(_ calls: [ModelToolCall], reason: String) -> JSONValue {
        [
            "calls": .array(
                calls.map { ["arguments": .object($0.arguments ?? [:]), "tool": .string($0.tool)] }),
            "reason": .string(reason),
        ]
    }
}
