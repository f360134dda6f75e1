import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct EgressListTests {
    struct Case: Sendable {
        var list: [String]
        var url: String
        var address: String
        var isAllowed: Bool
    }

    private static let cases: [Named<Case>] = [
        Named(
            "a listed name at a public address", Case(["api.example.com"], "https://api.example.com", "8.8.8.8", true)),
        Named("without regard to case", Case(["API.example.com"], "https://api.EXAMPLE.com", "8.8.8.8", true)),
        Named("another name", Case(["api.example.com"], "https://example.com", "8.8.8.8", false)),
        Named("a name that ends like a listed one", Case(["example.com"], "https://anexample.com", "8.8.8.8", false)),
        Named("a name below a domain", Case(["*.example.com"], "https://a.b.example.com", "8.8.8.8", true)),
        Named("the domain itself", Case(["*.example.com"], "https://example.com", "8.8.8.8", false)),
        Named("no boundary of labels", Case(["*.example.com"], "https://anexample.com", "8.8.8.8", false)),
        Named(
            "a listed name at a private address",
            Case(["api.example.com"], "https://api.example.com", "10.0.0.1", false)),
        Named(
            "a listed name at a listed private address",
            Case(["api.example.com", "10.0.0.0/8"], "https://api.example.com", "10.0.0.1", true)),
        Named("any name at a listed address", Case(["192.168.1.0/24"], "https://x.example", "192.168.1.7", true)),
        Named("beside a listed block", Case(["192.168.1.0/24"], "https://x.example", "192.168.2.7", false)),
        Named("one listed address", Case(["192.168.1.7"], "https://x.example", "192.168.1.7", true)),
        Named("everything is everything public", Case(["0.0.0.0/0", "::/0"], "https://x.example", "8.8.8.8", true)),
        Named("everything is nothing private", Case(["0.0.0.0/0"], "https://x.example", "10.0.0.1", false)),
        Named("everything is no metadata", Case(["0.0.0.0/0"], "https://x.example", "169.254.169.254", false)),
        Named("metadata by name", Case(["meta.example"], "https://meta.example", "169.254.169.254", false)),
        Named("metadata that is listed", Case(["169.254.169.254"], "http://169.254.169.254", "169.254.169.254", true)),
        Named("mapped into IPv6", Case(["x.example"], "https://x.example", "::ffff:169.254.169.254", false)),
        Named("compatible with IPv6", Case(["x.example"], "https://x.example", "::10.0.0.1", false)),
        Named("behind NAT64", Case(["x.example"], "https://x.example", "64:ff9b::a9fe:a9fe", false)),
        Named("a public address behind NAT64", Case(["x.example"], "https://x.example", "64:ff9b::808:808", true)),
        Named("in 6to4", Case(["x.example"], "https://x.example", "2002:a9fe:a9fe::1", false)),
        Named("a public address in 6to4", Case(["x.example"], "https://x.example", "2002:808:808::1", true)),
        Named("Teredo", Case(["x.example"], "https://x.example", "2001::1", false)),
        Named("unique local", Case(["x.example"], "https://x.example", "fd00:ec2::254", false)),
        Named("unique local that is listed", Case(["fd00::/8"], "https://x.example", "fd00:ec2::254", true)),
        Named("link-local", Case(["x.example"], "https://x.example", "fe80::1", false)),
        Named("carrier-grade NAT", Case(["x.example"], "https://x.example", "100.100.100.200", false)),
        Named("this network", Case(["x.example"], "https://x.example", "0.0.0.0", false)),
        Named("unspecified", Case(["x.example"], "https://x.example", "::", false)),
        Named("multicast", Case(["x.example"], "https://x.example", "224.0.0.1", false)),
        Named("localhost by its name", Case(["localhost"], "http://localhost", "127.0.0.1", true)),
        Named("localhost somewhere else", Case(["localhost"], "http://localhost", "10.0.0.1", false)),
        Named("a loopback address", Case(["127.0.0.1"], "http://127.0.0.1", "127.0.0.1", true)),
        Named("IPv6 loopback", Case(["[::1]"], "http://[::1]", "::1", true)),
        Named("a name that resolves to loopback", Case(["x.example"], "https://x.example", "127.0.0.1", false)),
        Named("an empty list", Case([], "https://x.example", "8.8.8.8", false)),
    ]

    @Test(arguments: cases) func judges(item: Named<Case>) throws {
        let list = try EgressList.parse(item.value.list).get()
        let origin = try HTTPURL(item.value.url).origin
        let address = try #require(IPAddress(item.value.address))
        #expect(list.allows(address, for: origin) == item.value.isAllowed)
        // What is allowed at an address is never refused before the name is resolved.
        #expect(!item.value.isAllowed || list.mayAllow(origin))
    }

    private static let endpoints: [Named<(url: String, address: String, isAllowed: Bool)>] = [
        Named("public", ("https://x.example", "8.8.8.8", true)),
        Named("private", ("https://x.example", "10.0.0.1", false)),
        Named("private and written so", ("http://10.0.0.1", "10.0.0.1", false)),
        Named("localhost", ("http://localhost:1", "::1", true)),
        Named("loopback", ("http://127.9.9.9", "127.9.9.9", true)),
        Named("mapped loopback", ("http://[::ffff:127.0.0.1]", "127.0.0.1", true)),
    ]

    @Test(arguments: endpoints)
    func withoutAListTheEndpointIsAllowed(item: Named<(url: String, address: String, isAllowed: Bool)>) throws {
        let origin = try HTTPURL(item.value.url).origin
        let address = try #require(IPAddress(item.value.address))
        #expect(EgressList.endpoint(origin).allows(address, for: origin) == item.value.isAllowed)
    }

    @Test func nothingIsResolvedWhereNoAddressCouldHelp() throws {
        let names = try EgressList.parse(["a.example", "*.b.example"]).get()
        #expect(try !names.mayAllow(HTTPURL("https://c.example").origin))
        let addresses = try EgressList.parse(["10.0.0.0/8"]).get()
        #expect(try addresses.mayAllow(HTTPURL("https://c.example").origin))
        #expect(try !addresses.mayAllow(HTTPURL("https://11.0.0.1").origin))
    }

    @Test func aProxyIsAskedByNameAlone() throws {
        let list = try EgressList.parse(["a.example", "10.0.0.0/8"]).get()
        #expect(try list.allowsThroughProxy(HTTPURL("https://a.example").origin))
        #expect(try !list.allowsThroughProxy(HTTPURL("https://b.example").origin))
        #expect(try list.allowsThroughProxy(HTTPURL("https://10.1.1.1").origin))
        #expect(try !list.allowsThroughProxy(HTTPURL("https://169.254.169.254").origin))
    }

    @Test(
        arguments: [
            "", "*", "*.", "*.*.example", "a.*.example", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
            "10.0.0",
            "http://a.example", "a.example:443", "a.example/", "a..example", "fd00::/129", "0x7f.1", "ex ample",
            "é.example",
        ].map { Named("'\($0)'", $0) })
    func whatIsNoEntryIsNamed(text: Named<String>) {
        let error = #expect(throws: EgressList.UnreadableEntry.self) {
            try EgressList.parse(["a.example", text.value]).get()
        }
        #expect(error?.text == text.value)
    }
}

extension EgressListTests.Case {
    fileprivate init(_ list: [String], _ url: String, _ address: String, _ isAllowed: Bool) {
        self.init(list: list, url: url, address: address, isAllowed: isAllowed)
    }
}
