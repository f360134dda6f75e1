import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@Suite struct CallBudgetTests {
    private func budget(runs: Int? = nil, calls: Int? = nil) throws -> CallBudget {
        CallBudget(
            batch: try #require(ULID("01JDGT0000000000000000000A")), most: BatchSpec.Budget(runs: runs, calls: calls))
    }

    @Test func callsAndRunsAreCountedApart() async throws {
        let budget = try budget(runs: 2, calls: 4)
        let store = InMemoryStore(now: Timestamp(microseconds: 0))
        let (taken, stored) = try await store.write { rows throws(StoreError) in
            var taken: [Bool] = []
            for isFirstCall in [true, false, true, true, false, false] {
                taken.append(try budget.take(rows, isFirstCall: isFirstCall))
            }
            return (taken, try rows.value(forKey: budget.key))
        }
        #expect(taken == [true, true, true, false, true, false])
        #expect(stored == "4 2")
    }

    @Test func whereNothingIsBoundNothingIsCounted() async throws {
        let budget = try budget()
        let store = InMemoryStore(now: Timestamp(microseconds: 0))
        let stored = try await store.write { rows throws(StoreError) in
            #expect(try budget.take(rows, isFirstCall: true))
            return try rows.value(forKey: budget.key)
        }
        #expect(stored == nil)
    }

    @Test func aCountThatCannotBeReadLeavesNothing() async throws {
        let budget = try budget(calls: 9)
        let store = InMemoryStore(now: Timestamp(microseconds: 0))
        let isLeft = try await store.write { rows throws(StoreError) in
            try rows.setValue("three", forKey: budget.key)
            return try budget.take(rows, isFirstCall: true)
        }
        #expect(!isLeft)
    }
}
