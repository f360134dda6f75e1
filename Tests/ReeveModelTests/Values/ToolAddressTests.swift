import ReeveModel
import Testing

@Suite struct ToolAddressTests {
    @Test(arguments: [
        ("git/log", ToolAddress(connection: "git", tool: "log")),
        ("git/a/b", ToolAddress(connection: "git", tool: "a/b")),
        ("git/Log_X", ToolAddress(connection: "git", tool: "Log_X")),
        ("git/log@1.2.0", ToolAddress(connection: "git", tool: "log", version: "1.2.0")),
        ("git/a@b@1.2.0", ToolAddress(connection: "git", tool: "a@b", version: "1.2.0")),
        ("git/log@1.2", ToolAddress(connection: "git", tool: "log@1.2")),
        ("git/log@1.2.x", ToolAddress(connection: "git", tool: "log@1.2.x")),
    ])
    func theFirstSlashEndsTheConnectionAndTheLastAtMayBeginAVersion(text: String, address: ToolAddress) {
        #expect(ToolAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "git", "/log", "git/", "Git/log", "g it/log", "git/@1.2.0", "git/" + String(repeating: "x", count: 257),
    ])
    func withoutAConnectionOrAToolItIsNone(text: String) { #expect(ToolAddress(text) == nil) }

    @Test func theVersionIsNoPartOfTheUnversionedForm() {
        #expect(ToolAddress("git/log@1.2.0")?.unversioned == "git/log")
    }
}
