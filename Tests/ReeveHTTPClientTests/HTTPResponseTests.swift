import ReeveHTTPClient
import Testing

@Suite struct HTTPResponseTests {
    @Test func headersAreFoundWithoutRegardToCase() {
        let response = HTTPResponse(
            status: 200, headers: [("Retry-After", "1"), ("retry-after", "2")],
            body: HTTPBody { () throws(HTTPError) in nil })
        #expect(response.header("RETRY-AFTER") == "1")
        #expect(response.header("Location") == nil)
    }
}
