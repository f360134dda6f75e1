import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct CurrencyCheckTests {
    private func found(_ text: String) async throws -> [String] {
        try await ManifestSample.diagnostics(ManifestSample.ground + text).map {
            "\($0.code)@\($0.range?.start.line ?? 0) \($0.message)"
        }
    }

    private func agent(_ cost: String) -> String {
        ManifestSample.document(
            "Agent", "name: a, organization: acme, environment: dev",
            "{mode: caller, limits: {cost: \(cost)}, delegation: {budget: \(cost)}}")
    }

    @Test func anAmountIsInTheCurrencyOfItsOrganization() async throws {
        #expect(try await found(agent("0.20 USD")) == [])
        #expect(
            try await found(agent("0.20 EUR")) == [
                "money.currency@16 'delegation.budget' of Agent 'a' is 0.20 EUR, and 'acme' counts in USD",
                "money.currency@16 'limits.cost' of Agent 'a' is 0.20 EUR, and 'acme' counts in USD",
            ])
    }

    @Test func amountsOfTasksAndConditionsCountToo() async throws {
        let batch = ManifestSample.document(
            "Batch", "name: b, organization: acme, environment: dev",
            "{budget: {cost: 1.00 EUR}, items: [{name: i, task: {agent: a, limits: {cost: 0.10 EUR}}}]}")
        let policy = ManifestSample.document(
            "Policy", "name: p, organization: acme",
            "{bindings: [{scope: org, id: acme}], rules: [{id: r, action: agent.invoke, target: 'agent:*', effect: allow, conditions: {budgetLeft: {min: 1.00 EUR}}}]}"
        )
        #expect(
            try await found(agent("0.20 USD") + batch + policy).map { $0.split(separator: "'")[1] } == [
                "budget.cost", "items.0.task.limits.cost", "rules.0.conditions.budgetLeft.min",
            ])
    }

    @Test func anOrganizationThatIsNotDeclaredIsNotAsked() throws {
        let set = try ManifestSample.load(agent("0.20 EUR"))
        #expect(CurrencyCheck.check(set) == [])
    }
}
