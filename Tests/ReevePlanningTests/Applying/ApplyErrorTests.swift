import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct ApplyErrorTests {
    @Test func refusalsAreToldFromMistakesAndFailures() {
        let key = Sample.key("Connection", "git")
        func isRefusal(_ code: StoreError.Code) -> Bool { ApplyError(code: .store(StoreError(code))).isRefusal }
        #expect(isRefusal(.staleGeneration(key, expected: 1, found: 2)))
        #expect(isRefusal(.wrongStore(expected: ModelStore.id, found: ModelStore.id)))
        #expect(isRefusal(.referenced(key, by: [])))
        #expect(isRefusal(.neededByRuns(key, runs: [])))
        #expect(isRefusal(.alreadyExists(.object(key))))
        #expect(!isRefusal(.uniqueViolation(name: "User.email", value: "a", by: key)))
        #expect(!isRefusal(.full))
        #expect(ApplyError(code: .guarded([])).isRefusal)
        #expect(ApplyError(code: .conflicts([])).isRefusal)
        #expect(ApplyError(code: .stale(key)).isRefusal)
        #expect(!ApplyError(code: .invalid([])).isRefusal)
    }
}
