import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ActionServedCheckTests {
    @Test func aRuleForActionsThatNothingAsksForIsAWarning() async throws {
        func warnings(_ action: String, _ target: String) async throws -> [String] {
            try await PolicySample.diagnostics(
                "{bindings: [{scope: org, id: acme}], rules: [{id: r, action: '\(action)', target: '\(target)', effect: allow}]}"
            ).map { "\($0.severity.rawValue) \($0.code)@\($0.range?.start.line ?? 0)" }
        }
        for (action, target) in [
            ("resource.read", "resource:**"), ("prompt.*", "prompt:**"),
        ] {
            #expect(try await warnings(action, target) == ["warning policy.action-not-served@29"], "\(action)")
        }
        for action in ["tool.invoke", "tool.list", "tool.*", "**", "*.invoke"] {
            #expect(try await warnings(action, "tool:**") == [], "\(action)")
        }
        for action in ["task.execute", "agent.invoke", "run.approve"] {
            #expect(try await warnings(action, "agent:a") == [], "\(action)")
        }
    }
}
