import ReeveHTTPClient
import TestSupport
import Testing

@Suite struct TransferPlanTests {
    private static let headers: [Named<(name: String, value: String)>] = [
        Named("line feed in the value", ("X-A", "a\nX-B: b")), Named("return in the value", ("X-A", "a\rb")),
        Named("NUL in the value", ("X-A", "a\u{0}")), Named("line feed in the name", ("X-A\n", "a")),
        Named("colon in the name", ("X:A", "a")), Named("blank in the name", ("X A", "a")), Named("no name", ("", "a")),
        Named("host", ("Host", "evil.example")), Named("length", ("content-length", "1")),
        Named("coding", ("Transfer-Encoding", "chunked")), Named("connection", ("Connection", "close")),
        Named("proxy", ("Proxy-Authorization", "Basic x")),
    ]

    @Test(arguments: headers) func aHeaderThatCouldSmuggleIsRefused(header: Named<(name: String, value: String)>)
        async throws
    {
        try await TestClient.with { client in
            let error = await client.error(TestClient.request("http://127.0.0.1:1/", headers: [header.value]))
            #expect(error?.code == .invalidRequest)
            #expect(error?.requestSent == false)
        }
    }

    @Test(arguments: ["", "GET /x", "GET\r\n", "CONNECT", "TRACE"].map { Named("'\($0)'", $0) })
    func aMethodThatCouldSmuggleIsRefused(method: Named<String>) async throws {
        try await TestClient.with { client in
            let error = await client.error(TestClient.request("http://127.0.0.1:1/", method: method.value))
            #expect(error?.code == .invalidRequest)
            #expect(error?.requestSent == false)
        }
    }
}
