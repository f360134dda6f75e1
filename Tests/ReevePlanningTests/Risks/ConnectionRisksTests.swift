import ReeveJSON
import ReeveModel
import ReevePlanning
import Testing

@Suite struct ConnectionRisksTests {
    private func risks(_ before: JSONValue?, _ after: JSONValue) -> [PlannedRisk] {
        let store = before.map { ModelStore.holding([Sample.object("Connection", "x", $0)]) } ?? ModelStore()
        return store.plan([Sample.object("Connection", "x", after)]).changes.flatMap(\.risks)
    }

    @Test func aNewConnectionStartsAProgram() {
        #expect(risks(nil, ["command": ["git"]]) == [PlannedRisk(.launchChanged, "starts git")])
        #expect(
            risks(nil, ["command": ["git"], "sandbox": ["bwrap", "--"]])
                == [PlannedRisk(.launchChanged, "starts bwrap")])
    }

    @Test func everyFieldOfTheLaunchThatChangesIsNamed() {
        let found = risks(
            ["command": ["git"], "inheritEnv": [], "timeout": "1s"],
            ["command": ["git", "-v"], "inheritEnv": ["PATH"], "timeout": "2s", "workingDirectory": "/"])
        #expect(found == [PlannedRisk(.launchChanged, "starts git: command, workingDirectory, inheritEnv")])
    }

    @Test func whatIsNoPartOfTheLaunchIsNoRisk() {
        #expect(risks(["command": ["git"], "timeout": "1s"], ["command": ["git"], "timeout": "2s"]).isEmpty)
    }

    @Test func anotherPlaceOfASecretIsARiskOfItsOwn() {
        let found = risks(["env": ["TOKEN": "env:OLD"]], ["env": ["TOKEN": "env:NEW"]])
        #expect(found.map(\.risk) == [.launchChanged, .secretChanged])
        #expect(found.last?.detail == "/env/TOKEN")
    }
}
