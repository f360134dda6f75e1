import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePattern

/// A rule for actions that nothing in this version asks for.
struct ActionServedCheck: DocumentCheck {
    static let code: DiagnosticCode = "policy.action-not-served"

    func check(_ context: CheckContext) -> [Diagnostic] {
        (context.spec["rules"]?.array ?? []).enumerated().compactMap { index, rule in
            guard let action = rule["action"]?.string, let glob = try? Glob.action(action) else { return nil }
            let named = PolicyAction.allCases.filter { glob.matches($0.rawValue) }
            guard !named.isEmpty, !named.contains(where: \.isServed) else { return nil }
            let served = PolicyAction.allCases.filter(\.isServed).map(\.rawValue).joined(separator: ", ")
            return Diagnostic(
                Self.code,
                "rule '\(rule["id"]?.string ?? "")' of \(context.subject) has no effect in this version: nothing asks for '\(action)'",
                severity: .warning, at: context.range("rules", String(index), "action"),
                help: "this version asks for \(served) only")
        }
    }
}
