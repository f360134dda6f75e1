import ReeveDiagnostics
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("timeot", "timeout"), ("comand", "command"), ("ENV", "env"), ("tiemout", "timeout"),
        ("inheritenv", "inheritEnv"),
    ])
    func suggestsTheNearest(typed: String, meant: String) {
        #expect(NearestName.suggestion(for: typed, among: ["command", "timeout", "env", "inheritEnv"]) == meant)
    }

    @Test func suggestsNothingFarAway() {
        #expect(NearestName.suggestion(for: "colour", among: ["command", "timeout"]) == nil)
    }
}
