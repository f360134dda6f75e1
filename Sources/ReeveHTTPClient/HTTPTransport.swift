/// Sends requests over HTTP. Model providers and MCP servers are reached through it.
package protocol HTTPTransport: Sendable {
    /// Sends a request and waits for the head of the response. The body is read from the response.
    ///
    /// Cancelling the task, or dropping the body, closes the socket.
    ///
    /// - Throws: ``HTTPError``; it says whether the server may have seen the request.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}
