import ReeveJSON
import ReeveModel
import ReeveStore

extension JSONDocument {
    /// What tasks have used, by agent and by model.
    func tasks(of report: RunReport) -> JSONValue {
        [
            "by_agent": .array(report.useByAgent.map(share)), "by_model": .array(report.useByModel.map(share)),
            "count": JSONValue(report.tasks.count),
        ]
    }

    private func share(_ share: RunReport.TaskShare) -> JSONValue {
        [
            "costs": .array(
                share.costs.sorted { $0.key < $1.key }.map {
                    ["currency": .string($0.key), "micro_units": JSONValue($0.value)]
                }), "name": .string(share.name), "requests": JSONValue(share.requests),
            "tasks": JSONValue(share.tasks), "tokens_in": JSONValue(share.tokensIn),
            "tokens_out": JSONValue(share.tokensOut),
        ]
    }

    /// What makes a run a task; null for a tool run. The conversation has a file of its own.
    func task(_ run: RunEntry) -> JSONValue {
        guard run.isTask else { return .null }
        let (identity, usage, conversation) = (run.record.identity, run.record.usage, run.conversation)
        let refused = (conversation?.refused ?? []).map { exchange -> JSONValue in
            var reason: String?
            if case .call(_, let result) = exchange.content { reason = result?.reason }
            return [
                "ordinal": JSONValue(exchange.row.ordinal), "places": JSONValue(exchange.deniedBy?.places ?? []),
                "reason": JSONValue(reason), "rules": JSONValue(exchange.deniedBy?.names ?? []),
                "tool": .string(exchange.row.tool ?? ""),
            ]
        }
        return [
            "calls": JSONValue(run.callsSent), "cap": JSONValue(run.cap?.rawValue),
            "conversation": JSONValue(run.conversationFile), "fallbacks": JSONValue(conversation?.fallbacks ?? 0),
            "proposal": run.proposal ?? .null, "refused": .array(refused),
            "repairs": JSONValue(conversation?.repairs ?? 0), "requests": JSONValue(conversation?.requests ?? 0),
            "role": JSONValue(identity.role), "tainted": .bool(conversation?.isTainted ?? false),
            "team": JSONValue(identity.team), "template_source": JSONValue(usage.templateSource),
            "template_version": JSONValue(usage.templateVersion), "turns": JSONValue(conversation?.turns ?? 0),
        ]
    }
}
