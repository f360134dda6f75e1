import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A rule whose action is never done to its target, such as `tool.invoke` on `agent:bot`.
struct PolicyRuleCheck: DocumentCheck {
    static let code: DiagnosticCode = "policy.never-matches"

    private static let targetTypes: [(action: String, type: String)] = [
        ("tool.invoke", "tool:"), ("tool.list", "tool:"), ("resource.read", "resource:"), ("prompt.invoke", "prompt:"),
        ("agent.invoke", "agent:"), ("task.execute", "agent:"), ("run.approve", "agent:"),
    ]

    func check(_ context: CheckContext) -> [Diagnostic] {
        (context.spec["rules"]?.array ?? []).enumerated().compactMap { index, rule in
            guard let action = rule["action"]?.string, let target = rule["target"]?.string,
                let expected = Self.targetTypes.first(where: { $0.action == action })?.type, !target.hasPrefix(expected)
            else { return nil }
            return Diagnostic(
                Self.code,
                "rule '\(rule["id"]?.string ?? "")' of \(context.subject) never matches: targets of \(action) start with '\(expected)'",
                at: context.range("rules", String(index), "target"))
        }
    }
}
