/// Why a request got no whole response.
package struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The address, a header or a file of the request cannot be used.
        case invalidRequest
        /// libcurl cannot be loaded.
        case libraryMissing
        case nameNotResolved
        /// The egress list does not allow the address that the name resolves to.
        case egressDenied
        case connectFailed
        case tlsFailed
        case connectTimedOut
        case idleTimedOut
        case totalTimedOut
        /// The server closed the connection in the middle.
        case connectionLost
        /// The response is not HTTP.
        case invalidResponse
        /// The response passes a bound of the request.
        case tooLarge
        case cancelled
    }

    package var code: Code
    package var message: String
    /// Whether the server may have seen the whole request.
    package var requestSent: Bool

    package init(_ code: Code, _ message: String, requestSent: Bool) {
        self.code = code
        self.message = message
        self.requestSent = requestSent
    }

    package var description: String { message }
}
