import ReeveHTTPClient
import ReeveJSON
import ReeveModel
import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct ProviderClientsTests {
    /// Manifests are checked by one reader of the grammar, and connections are judged by the other.
    @Test func manifestsAndTheClientReadEgressAlike() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "10", "0", "1", "255", "256", "127", "a", "b-c", "x_y", "example", "com", "0x7f", "xn--a", "ff", "fd00",
            "::",
            ":", ".", ".", ".", "/", "8", "16", "32", "33", "104", "128", "*.", "[", "]", "%", " ", "-", "ffff",
        ]
        let whole = [
            "10.0.0.0/8", "::ffff:10.0.0.0/104", "::ffff:10.0.0.0/8", "[::1]", "[::ffff:1.2.3.4]", "[1.2.3.4]", "*.a.b",
            "*.1.2.3.4", "*.[::1]", "1.2.3", "1.2.3.4", "a.1", "a.0X1", "::/0", "::1/127", "0.0.0.0/0", "", "*", "*.",
            String(repeating: "a", count: 64), String(repeating: "a.", count: 126) + "a",
            String(repeating: "a.", count: 127) + "a",
        ]
        var entries = 0
        for round in 0..<20_000 {
            let text =
                round < whole.count
                ? whole[round]
                : (0..<Int.random(in: 1...7, using: &generator)).map { _ in
                    pieces.randomElement(using: &generator) ?? ""
                }.joined()
            let isRead = EgressList.Entry(text) != nil
            if isRead { entries += 1 }
            #expect(EgressText.isEntry(text) == isRead, "'\(text)' (seed \(seed))")
        }
        #expect(entries > 500, "seed \(seed)")
    }

    @Test func aListThatCannotBeReadAllowsNothing() throws {
        func provider(_ egress: String) throws -> ExecutionScope.Provider {
            let spec = try ModelProviderSpec([
                "type": "openai", "endpoint": "https://a.example", "timeout": "60s", "maxRetries": 3,
                "egress": [.string(egress)],
            ])
            return ExecutionScope.Provider(uid: .none, name: "p", spec: spec, digest: .of("".utf8))
        }
        let origin = try #require(HTTPOrigin(scheme: .https, authority: "a.example"))
        #expect(try provider("a.example").egress?.mayAllow(origin) == true)
        #expect(try provider("https://a.example").egress == EgressList([]))
        #expect(try provider("https://a.example").egress?.mayAllow(origin) == false)
    }
}
