import ReeveModel
import Testing

@Suite struct EgressTextTests {
    @Test(arguments: [
        "api.example.com", "*.example.com", "localhost", "a_b.example", "192.0.2.7", "10.1.0.0/16", "fd00::/8", "::1",
        "[::1]", "::ffff:10.0.0.0/104",
    ])
    func theseAreEntries(text: String) { #expect(EgressText.isEntry(text)) }

    @Test(arguments: [
        "", "*", "*.", "*.10.0.0.1", "10.1.0.1/16", "10.0.0.0/33", "10.0.0.0/", "127.1", "0x7f.1", "a..b", "-a.example",
        "https://a.example", "a.example:443", "a.example/8", "fe80::1%eth0", "[10.0.0.1]", "a b", "a.example.",
    ])
    func theseAreNone(text: String) { #expect(!EgressText.isEntry(text)) }
}
