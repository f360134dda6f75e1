import ReeveJSON
import ReeveModel
import ReeveStore

/// The journal of a task as people are told it, in order.
package struct TaskConversation: Sendable, Hashable {
    package var exchanges: [TaskExchange]
    /// Whether texts are left out because all of them together are too large.
    package var isShortened: Bool
    /// The bytes of all contents.
    package var bytes: Int

    package init(exchanges: [TaskExchange], isShortened: Bool = false, bytes: Int = 0) {
        self.exchanges = exchanges
        self.isShortened = isShortened
        self.bytes = bytes
    }

    // MARK: Counts

    /// Answers of a model, the round of repair included.
    package var turns: Int { exchanges.count { $0.row.kind == .model && $0.row.status == .done } }

    /// Questions that were sent to a provider, answered or not.
    package var requests: Int { exchanges.count { $0.row.kind == .model } }

    /// Calls that went out to a server.
    package var callsSent: Int {
        exchanges.count { $0.row.kind == .call && $0.row.status != .failed }
    }

    /// Calls that were not let through.
    package var refused: [TaskExchange] { exchanges.filter { $0.callState == .refused } }

    package var repairs: Int {
        exchanges.count { if case .prompt(_, _, true) = $0.content { true } else { false } }
    }

    package var isTainted: Bool { exchanges.contains(where: \.isTainted) }

    /// Answers that came from another provider than the one that was asked first in their turn.
    package var fallbacks: Int {
        var count = 0
        var first: String?
        for exchange in exchanges where exchange.row.kind == .model {
            let provider = exchange.row.provider
            first = first ?? provider
            guard exchange.row.status == .done else { continue }
            if provider != first { count += 1 }
            first = nil
        }
        return count
    }

    /// Questions without an answer.
    package var failedRequests: Int { exchanges.count { $0.row.kind == .model && $0.row.status == .failed } }

    // MARK: Turns

    /// A stretch of the conversation.
    package enum Part: Sendable, Hashable {
        case prompt(TaskExchange)
        case noAnswer(TaskExchange)
        /// An answer with what became of its calls. Turns count from 1.
        case turn(Int, TaskExchange, calls: [TaskExchange])
        /// A call that no answer stands before.
        case call(TaskExchange)
    }

    /// The calls of an answer that nothing became of: a cap fired before them, or the task was stopped.
    package static func notMade(_ asked: [TaskExchange.Call], after calls: [TaskExchange]) -> [TaskExchange.Call] {
        Array(asked.dropFirst(calls.count { $0.callState != .again }))
    }

    package var parts: [Part] {
        var parts: [Part] = []
        var open: (answer: TaskExchange, calls: [TaskExchange])?
        var turns = 0
        func close() {
            guard let turn = open else { return }
            turns += 1
            parts.append(.turn(turns, turn.answer, calls: turn.calls))
            open = nil
        }
        for exchange in exchanges {
            switch exchange.row.kind {
            case .prompt:
                close()
                parts.append(.prompt(exchange))
            case .model where exchange.row.status == .done:
                close()
                open = (exchange, [])
            case .model:
                close()
                parts.append(.noAnswer(exchange))
            case .call:
                if open != nil { open?.calls.append(exchange) } else { parts.append(.call(exchange)) }
            }
        }
        close()
        return parts
    }
}
