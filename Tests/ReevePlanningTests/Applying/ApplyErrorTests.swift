import ReeveJSON
import ReeveModel
import ReeveStore
import Testing

@testable import ReevePlanning

@Suite struct ApplyErrorTests {
    @Test func refusalsHaveTheirExitClass() {
        let key = Sample.key("Connection", "git")
        func exit(_ code: StoreError.Code) -> ApplyError.ExitClass {
            ApplyError(code: .store(StoreError(code))).exitClass
        }
        #expect(exit(.staleGeneration(key, expected: 1, found: 2)) == .conflict)
        #expect(exit(.wrongStore(expected: ModelStore.id, found: ModelStore.id)) == .conflict)
        #expect(exit(.referenced(key, by: [])) == .refused)
        #expect(exit(.neededByRuns(key, runs: [])) == .refused)
        #expect(exit(.uniqueViolation(name: "User.email", value: "a", by: key)) == .invalidInput)
        #expect(exit(.full) == .failure)
        #expect(ApplyError(code: .guarded([])).exitClass == .refused)
        #expect(ApplyError(code: .conflicts([])).exitClass == .conflict)
        #expect(ApplyError(code: .stale(key)).exitClass == .conflict)
        #expect(ApplyError(code: .invalid([])).exitClass == .invalidInput)
    }
}
