import ReeveExecution
import Testing

@Suite struct BudgetUsageTests {
    @Test func theStoredTextIsCallsThenRuns() {
        #expect(BudgetUsage(calls: 3, runs: 2).stored == "3 2")
        #expect(BudgetUsage(stored: "3 2") == BudgetUsage(calls: 3, runs: 2))
    }

    @Test(arguments: ["", "3", "3 2 1", "a b", "-1 0", " 3 2"])
    func otherTextsAreNone(_ text: String) { #expect(BudgetUsage(stored: text) == nil) }
}
