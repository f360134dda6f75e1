/// Why a provider gave no answer.
package struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// No connection, or it broke before the answer was whole.
        case connectionFailed
        case timedOut
        case rateLimited
        case overloaded
        case serverError
        case unauthorized
        case modelMissing
        /// The provider does not accept the request.
        case invalidRequest
        /// The egress list does not allow the endpoint, by its name or by the address that the name leads to.
        case egressDenied
        case contextExceeded
        /// The stream ended without its end.
        case streamCut
        /// The answer is not of the provider's form.
        case invalidAnswer
        /// The answer passes a bound.
        case tooLarge
        /// Five failures in a row: the provider is not asked for a while.
        case circuitOpen
        /// A recording has no answer for the request.
        case replayMiss
        case cancelled
    }

    package var code: Code
    /// One line. It may hold text of the provider, so it is redacted before it is shown or kept.
    package var message: String
    /// The status of the response; nil where there was none.
    package var status: Int?
    /// How long the provider asks to wait.
    package var retryAfter: Duration?

    package init(_ code: Code, _ message: String, status: Int? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
    }

    /// Whether the same request may succeed at another time.
    package var isTransient: Bool {
        switch code {
        case .connectionFailed, .timedOut, .rateLimited, .overloaded, .serverError, .streamCut, .invalidAnswer,
            .circuitOpen:
            true
        case .unauthorized, .modelMissing, .invalidRequest, .egressDenied, .contextExceeded, .tooLarge, .replayMiss,
            .cancelled:
            false
        }
    }

    package var description: String { message }
}
