import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct HTTPURLTests {
    private static let readable: [Named<(text: String, origin: String, target: String)>] = [
        ("https://example.com", "https://example.com", "/"),
        ("HTTP://Example.COM:80/a?b=c", "http://example.com", "/a?b=c"),
        ("https://example.com:8443?x", "https://example.com:8443", "/?x"),
        ("http://127.0.0.1:1/%2e", "http://127.0.0.1:1", "/%2e"),
        ("http://[2001:DB8:0::1]/", "http://[2001:db8::1]", "/"),
        ("http://[::ffff:10.0.0.1]:8/", "http://10.0.0.1:8", "/"), ("http://my_host/a@b", "http://my_host", "/a@b"),
    ].map { Named($0.0, $0) }

    @Test(arguments: readable) func isNormalised(item: Named<(text: String, origin: String, target: String)>) throws {
        let url = try HTTPURL(item.value.text)
        #expect("\(url.origin)" == item.value.origin)
        #expect(url.target == item.value.target)
        #expect(try HTTPURL("\(url)") == url)
    }

    @Test(
        arguments: [
            "", "example.com", "//example.com/", "ftp://example.com/", "file:///etc/passwd", "https:/example.com",
            "https://", "https:///a", "https://user@example.com/", "https://user:secret@example.com/",
            "https://example.com/#a", "https://example.com:0/", "https://example.com:65536/", "https://example.com:/",
            "https://example.com:8a/", "https://exa mple.com/", "https://example.com/a b",
            "https://example.com/\r\nX: 1",
            "https://example.com/\u{0}", "https://example.com\\@evil.example/", "https://example.com%2f@evil.example/",
            "https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://0177.0.0.1/",
            "https://example.com./",
            "https://é.example/", "https://[::1", "https://::1/", "https://[fe80::1%25eth0]/", "https://[127.0.0.1]/",
            "https://-a.example/", "https://a..example/", "https://example.com/\u{7F}",
        ].map { Named("'\($0)'", $0) })
    func whatCouldBeReadInTwoWaysIsRefused(text: Named<String>) {
        let error = #expect(throws: HTTPError.self) { try HTTPURL(text.value) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.requestSent == false)
        #expect(error?.message.contains("secret") == false)
    }

    private static let references: [Named<(reference: String, address: String)>] = [
        ("/c", "http://a.example/c"), ("c", "http://a.example/x/c"), ("?q=2", "http://a.example/x/y?q=2"),
        ("", "http://a.example/x/y?q=1"), ("#f", "http://a.example/x/y?q=1"), ("/c#f", "http://a.example/c"),
        ("//b.example/c", "http://b.example/c"), ("https://b.example", "https://b.example/"),
        ("c?u=http://b.example/", "http://a.example/x/c?u=http://b.example/"), ("../c", "http://a.example/x/../c"),
    ].map { Named("'\($0.0)'", $0) }

    @Test(arguments: references) func aLocationIsReadFromHere(item: Named<(reference: String, address: String)>) throws
    {
        let base = try HTTPURL("http://a.example/x/y?q=1")
        #expect("\(try base.resolving(item.value.reference))" == item.value.address)
    }

    @Test func aLocationCannotSmuggle() {
        for reference in ["javascript:alert(1)", "http://u:p@b.example/", "/a\r\nX: 1", "http:b.example"] {
            #expect(throws: HTTPError.self) { try HTTPURL("http://a.example/").resolving(reference) }
        }
    }
}
