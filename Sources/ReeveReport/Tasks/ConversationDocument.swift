import ReeveJSON
import ReeveModel
import ReeveStore

/// The conversation of a task as JSON: the whole of it, in the order of its journal.
package struct ConversationDocument: Sendable {
    package static let formatVersion = 1

    private let run: ULID
    private let conversation: TaskConversation

    package init(of run: ULID, _ conversation: TaskConversation) {
        self.run = run
        self.conversation = conversation
    }

    package var bytes: [UInt8] { Array((VisibleText.json(value.prettyText) + "\n").utf8) }

    package var value: JSONValue {
        [
            "exchanges": .array(conversation.exchanges.map(exchange)),
            "format_version": JSONValue(ConversationDocument.formatVersion), "kind": "reeve.conversation",
            "run": .string(run.text), "shortened": .bool(conversation.isShortened),
            "tainted": .bool(conversation.isTainted), "turns": JSONValue(conversation.turns),
        ]
    }

    private func exchange(_ exchange: TaskExchange) -> JSONValue {
        let row = exchange.row
        var out: JSONObject = [
            "attempt": JSONValue(row.attempt), "kind": .string(row.kind.rawValue), "ordinal": JSONValue(row.ordinal),
            "started_at": .string(row.startedAt.description), "status": .string(row.status.rawValue),
            "tainted": .bool(exchange.isTainted),
        ]
        func set(_ key: String, _ value: String?) { if let value { out[key] = .string(value) } }
        func set(_ key: String, _ value: Int64?) { if let value { out[key] = JSONValue(value) } }
        set("ended_at", row.endedAt?.description)
        set("provider", row.provider)
        set("model", row.model)
        set("tokens_in", row.tokensIn)
        set("tokens_out", row.tokensOut)
        set("tokens_cached", row.tokensCached)
        set("cost_micro_units", row.cost)
        switch exchange.content {
        case .prompt(let system, let user, let isRepair):
            set("system", system)
            set("user", user)
            out["repair"] = .bool(isRepair)
        case .answer(let text, let calls, let ending):
            set("text", text)
            set("ending", ending)
            out["calls"] = .array(calls.map { .object(ConversationDocument.call($0)) })
        case .noAnswer(let code, let message):
            set("code", code)
            set("message", message)
        case .call(let call, let result):
            for member in ConversationDocument.call(call) { out[member.key] = member.value }
            set("state", exchange.callState?.rawValue)
            if let result {
                out["result"] = [
                    "is_error": .bool(result.isError), "reason": JSONValue(result.reason),
                    "text": .string(result.text),
                ]
            }
            if let rules = exchange.deniedBy {
                out["denied_by"] = [
                    "places": JSONValue(rules.places), "policies": JSONValue(rules.policies),
                    "rules": JSONValue(rules.rules),
                ]
            }
        case .leftOut: out["left_out"] = true
        }
        return .object(out)
    }

    private static func call(_ call: TaskExchange.Call) -> JSONObject {
        var out: JSONObject = ["tool": .string(call.tool)]
        out["arguments"] = call.arguments
        if let text = call.argumentsText { out["arguments_text"] = .string(text) }
        return out
    }
}
