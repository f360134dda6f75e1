import ReeveJSON
import ReeveModel
import Testing

@Suite struct ObjectKeyTests {
    @Test(arguments: ["acme/prod/Agent/triage", "acme/Policy/guardrails", "User/anna"])
    func pathsRoundTrip(path: String) throws {
        #expect(try #require(ObjectKey(path: path)).description == path)
    }

    @Test(arguments: ["", "anna", "a//b", "a/b/c/d/e"])
    func otherTextIsNoPath(path: String) { #expect(ObjectKey(path: path) == nil) }
}
