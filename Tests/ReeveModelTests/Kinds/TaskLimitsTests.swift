import ReeveModel
import Testing

/// An item lowers what its agent may use, and never raises it.
@Suite struct TaskLimitsTests {
    @Test func ofTwoCapsTheSmallerCounts() {
        let agent = TaskLimits(turns: 12, toolCalls: 40, cost: Money("0.20 EUR"), wallClock: .seconds(60), repeats: 3)
        let item = TaskLimits(turns: 20, toolCalls: 5, tokens: 1_000, cost: Money("0.10 EUR"), wallClock: .seconds(90))
        let both = TaskLimits(
            turns: 12, toolCalls: 5, tokens: 1_000, cost: Money("0.10 EUR"), wallClock: .seconds(60), repeats: 3)
        #expect(agent.narrowed(by: item) == both)
        #expect(item.narrowed(by: agent) == both)
        #expect(agent.narrowed(by: TaskLimits()) == agent)
        #expect(TaskLimits().narrowed(by: item) == item)
    }

    @Test func anAmountOfAnotherCurrencyDoesNotReplaceTheAgents() {
        let agent = TaskLimits(cost: Money("0.20 EUR"))
        #expect(agent.narrowed(by: TaskLimits(cost: Money("0.01 USD"))) == agent)
    }
}
