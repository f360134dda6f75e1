import ReeveJSON
import ReeveModel
import ReeveStore

// What tasks have used. Nothing here is stored; every renderer asks for the same figures.
extension RunReport {
    /// What one agent, or one model, has used.
    package struct TaskShare: Sendable, Hashable {
        package let name: String
        /// How many tasks had a part in it.
        package var tasks = 0
        /// Questions that were sent.
        package var requests = 0
        package var tokensIn: Int64 = 0
        package var tokensOut: Int64 = 0
        /// Micro-units by currency.
        package var costs: [String: Int64] = [:]

        package var tokens: Int64 { tokensIn + tokensOut }
    }

    /// The tasks that count, in the order of the runs.
    package var tasks: [RunEntry] { runs.filter(\.isTask) }

    /// Questions that were sent to providers, of superseded tasks too.
    package var modelRequests: Int {
        (runs + superseded).reduce(0) { $0 + ($1.conversation?.requests ?? 0) }
    }

    /// Most expensive first, then by tokens, then by name. Superseded tasks count too.
    package var useByAgent: [TaskShare] {
        shares { run in
            [(run.record.assignment.agent ?? "no agent", run.conversation?.exchanges ?? [])]
        }
    }

    package var useByModel: [TaskShare] {
        shares { run in
            let asked = (run.conversation?.exchanges ?? []).filter { $0.row.kind == .model }
            return Dictionary(grouping: asked) { $0.modelName ?? "no provider" }.map { ($0.key, $0.value) }
        }
    }

    private func shares(_ parts: (RunEntry) -> [(String, [TaskExchange])]) -> [TaskShare] {
        var shares: [String: TaskShare] = [:]
        for run in runs + superseded where run.isTask {
            let currency = run.record.usage.currency ?? "?"
            for (name, exchanges) in parts(run) {
                var share = shares[name] ?? TaskShare(name: name)
                share.tasks += 1
                for exchange in exchanges where exchange.row.kind == .model {
                    share.requests += 1
                    share.tokensIn += exchange.row.tokensIn ?? 0
                    share.tokensOut += exchange.row.tokensOut ?? 0
                    if let cost = exchange.row.cost ?? exchange.row.reservedCost {
                        share.costs[currency, default: 0] += cost
                    }
                }
                shares[name] = share
            }
        }
        return shares.values.sorted { left, right in
            let (one, other) = (left.costs.values.reduce(0, +), right.costs.values.reduce(0, +))
            if one != other { return one > other }
            return left.tokens == right.tokens ? left.name < right.name : left.tokens > right.tokens
        }
    }
}

extension RunEntry {
    package var isTask: Bool { record.identity.kind == .task }

    /// The cap of the task that fired; nil where none has.
    package var cap: RunReason? {
        guard isTask, let reason = record.state.reason else { return nil }
        return reason.rawValue.hasPrefix("limit.") || reason == .budgetExceeded ? reason : nil
    }

    /// `main/small-1`; nil before a provider was asked.
    package var modelName: String? {
        record.usage.provider.map { provider in record.usage.model.map { provider + "/" + $0 } ?? provider }
    }

    /// What stands out about a task, in words: `cap limit.turns`, `2 calls refused`, `tainted`.
    package var taskMarks: [String] {
        guard let conversation else { return [] }
        var marks: [String] = []
        if let cap { marks.append("cap " + cap.rawValue) }
        let refused = conversation.refused.count
        if refused > 0 { marks.append(FigureText.count(refused, "call") + " refused") }
        if conversation.repairs > 0 { marks.append("repaired") }
        if conversation.fallbacks > 0 { marks.append("fell back") }
        if conversation.failedRequests > 0 {
            marks.append(FigureText.count(conversation.failedRequests, "request") + " without an answer")
        }
        if retries > 0 { marks.append(FigureText.count(retries, "retry", plural: "retries")) }
        if conversation.isTainted { marks.append("tainted") }
        return marks
    }

    /// The file with the whole conversation, below the report's folder; nil for a run that has none.
    package var conversationFile: String? {
        guard conversation?.exchanges.isEmpty == false else { return nil }
        return "outputs/\(PathComponent.of(record.identity.item))/\(record.id.text).conversation.json"
    }
}
