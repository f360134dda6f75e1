import Testing

@testable import ReevePolicy

/// `hostIn` counts a URL to a host only where every reader takes it for that one.
struct HostPatternTests {
    private func isGood(_ text: String) throws -> Bool? {
        let pattern = try #require(HostPattern("good.example"))
        return HostPattern.host(of: text).map { pattern.matches($0) }
    }

    @Test(arguments: [
        "https://good.example/", "HTTPS://GOOD.example/x?y#z", "http://good.example:8080", "ws://good.example/s",
        "wss://good.example./s", "git://good.example/r.git", "ssh://good.example:22/r", "good.example",
        "good.example:443", "https://good.example:/", "https://good.example/@evil.example",
        "https://good.example/javascript://evil.example", "https://good.example?u=file://evil.example",
    ])
    func aURLToTheHostCounts(text: String) throws { #expect(try isGood(text) == true) }

    @Test(arguments: [
        "https://evil.example/", "https://good.example.evil.example/", "https://evil.example/good.example",
        "https://evilgood.example/", "https://evil.example#good.example", "https://evil.example?good.example",
    ])
    func anotherHostDoesNot(text: String) throws { #expect(try isGood(text) == false) }

    @Test(arguments: [
        // Schemes that open, run or hand on something else.
        "file://good.example/etc/passwd", "FILE://good.example/", "javascript://good.example/%0aalert(1)",
        "JavaScript://good.example/", "data://good.example/", "vbscript://good.example/", "gopher://good.example/",
        "jar:https://good.example/", "view-source:https://good.example/", "ftp://good.example/", "ldap://good.example/",
        "blob:https://good.example/x", "https+evil://good.example/", "ext::ssh://good.example/",
        "git+https://good.example/", "://good.example/", "1https://good.example/",
        // Without the two slashes.
        "https:good.example", "https:/good.example", "//good.example/", "javascript:good.example", "good.example/x",
        "https:///good.example/",
        // Credentials, backslashes, blanks, escapes.
        "https://good.example@evil.example/", "https://good.example:80@evil.example/", "https://u:p@good.example/",
        "https://good.example\\@evil.example/", "https:\\\\good.example/", "https://good.example\\.evil.example",
        "https://evil.example\\good.example", " https://good.example/", "https://good.example /",
        "https://good.example\t/",
        "https://good.example\n.evil.example/", "ht\ntps://good.example/", "https://good%2eexample/",
        "https://good.example%00.evil.example/", "https://good.example%2f@evil.example/", "https://%67ood.example/",
        // Names and ports that readers differ on.
        "https://good..example/", "https://.good.example/", "https://good.example../", "https://-good.example/",
        "ssh://-oProxyCommand=x/", "https://good.example;evil.example/", "https://good.example,evil.example/",
        "https://g\u{F6}od.example/", "https://good\u{3002}example/", "https://good.example:99999/",
        "https://good.example:+80/", "https://good.example:80:81/", "https://good.example:8a/", "", "https://",
        "https://[good.example]/",
    ])
    func whatReadersMayTakeForAnotherHostIsUnreadable(text: String) throws { #expect(try isGood(text) == nil) }

    @Test func addressesHaveOneForm() throws {
        let local = try #require(HostPattern("127.0.0.1"))
        for text in ["http://127.0.0.1/", "http://[::ffff:127.0.0.1]:80/", "http://[::FFFF:7f00:1]/"] {
            #expect(HostPattern.host(of: text).map { local.matches($0) } == true, "\(text)")
        }
        for text in [
            "http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://127.0.0.01/",
            "http://127.0.0.1.5/", "http://[::1%25lo]/", "http://[::1/", "http://::1/", "http://[::1]x/",
        ] {
            #expect(HostPattern.host(of: text) == nil, "\(text)")
        }
        let loopback = try #require(HostPattern("[::1]"))
        for text in ["http://[::1]/", "http://[0:0:0:0:0:0:0:1]:8080/", "https://[0000::0001]"] {
            #expect(HostPattern.host(of: text).map { loopback.matches($0) } == true, "\(text)")
        }
    }
}
