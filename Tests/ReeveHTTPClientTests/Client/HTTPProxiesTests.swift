import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct HTTPProxiesTests {
    private static func proxy(_ variables: [String: String], _ url: String) throws -> String? {
        try HTTPProxies.environment { variables[$0] }.proxy(for: HTTPURL(url).origin)
    }

    @Test func theEnvironmentSaysTheProxyOfAScheme() throws {
        let variables = ["http_proxy": "http://p:1", "HTTPS_PROXY": "http://p:2"]
        #expect(try Self.proxy(variables, "http://a.example") == "http://p:1")
        #expect(try Self.proxy(variables, "https://a.example") == "http://p:2")
        #expect(try Self.proxy(["all_proxy": "socks5h://p:3"], "https://a.example") == "socks5h://p:3")
        #expect(try Self.proxy(["https_proxy": "", "ALL_PROXY": "http://p:4"], "https://a.example") == "http://p:4")
        #expect(try Self.proxy([:], "https://a.example") == nil)
    }

    @Test func aProxyThatARequestOfCGICouldSetIsNotRead() throws {
        #expect(try Self.proxy(["HTTP_PROXY": "http://evil:1"], "http://a.example") == nil)
    }

    @Test func loopbackNeedsNoProxyOfTheEnvironment() throws {
        for url in ["http://localhost", "http://127.0.0.1:8", "http://[::1]"] {
            #expect(try Self.proxy(["all_proxy": "http://p:1"], url) == nil)
        }
        #expect(try HTTPProxies.through("http://p:1").proxy(for: HTTPURL("http://localhost").origin) == "http://p:1")
    }

    private static let exceptions: [Named<(list: String, url: String, isExcepted: Bool)>] = [
        Named("everything", ("*", "http://a.example", true)), Named("a name", ("a.example", "http://a.example", true)),
        Named("below a name", ("a.example", "http://x.a.example", true)),
        Named("a name that ends so", ("a.example", "http://xa.example", false)),
        Named("a dot before", (".a.example", "http://x.a.example", true)),
        Named("a star before", ("*.a.example", "http://x.a.example", true)),
        Named("of several", ("b.example, A.example", "http://a.example", true)),
        Named("an address", ("10.0.0.1", "http://10.0.0.1", true)),
        Named("a block", ("10.0.0.0/8", "http://10.9.9.9", true)),
        Named("beside a block", ("10.0.0.0/8", "http://11.0.0.1", false)),
        Named("IPv6", ("[fd00::1]", "http://[fd00::1]", true)),
        Named("nothing", (",  ,", "http://a.example", false)),
    ]

    @Test(arguments: exceptions) func exceptionsAreReached(item: Named<(list: String, url: String, isExcepted: Bool)>)
        throws
    {
        let found = try Self.proxy(["http_proxy": "http://p:1", "no_proxy": item.value.list], item.value.url)
        #expect((found == nil) == item.value.isExcepted)
    }

    @Test func anAddressWithOddCharactersIsRefused() throws {
        let error = #expect(throws: HTTPError.self) {
            try Self.proxy(["http_proxy": "http://p\r\n"], "http://a.example")
        }
        #expect(error?.code == .invalidRequest)
    }
}
