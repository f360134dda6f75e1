import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct ProviderFaultTests {
    private func code(_ status: Int?, _ body: JSONValue) -> ModelError.Code? {
        ProviderFault(body)?.error(status: status).code
    }

    @Test func aStatusHasItsCode() {
        let codes: [Int: ModelError.Code] = [
            301: .invalidRequest, 400: .invalidRequest, 401: .unauthorized, 402: .unauthorized, 403: .unauthorized,
            404: .modelMissing, 408: .timedOut, 409: .serverError, 413: .contextExceeded, 422: .invalidRequest,
            429: .rateLimited, 500: .serverError, 502: .serverError, 503: .overloaded, 504: .serverError,
            529: .overloaded,
        ]
        for (status, code) in codes {
            #expect(ProviderFault.error(status: status).code == code, "\(status)")
            #expect(self.code(status, ["error": ["message": "no"]]) == code, "\(status)")
        }
    }

    @Test func wordsSayMoreThanTheStatus() {
        #expect(
            code(400, ["error": ["code": "context_length_exceeded", "type": "invalid_request_error"]])
                == .contextExceeded)
        #expect(code(400, ["error": ["type": "exceed_context_size_error", "code": 400]]) == .contextExceeded)
        #expect(code(429, ["error": ["type": "insufficient_quota", "code": "insufficient_quota"]]) == .unauthorized)
        #expect(code(200, ["type": "error", "error": ["type": "overloaded_error"]]) == .overloaded)
        #expect(code(nil, ["error": ["type": "authentication_error"]]) == .unauthorized)
        #expect(code(nil, ["error": ["type": "api_error"]]) == .serverError)
    }

    @Test func aRequestThatIsTooLongIsToldInWordsAlone() {
        let anthropic = "prompt is too long: 210000 tokens > 200000 maximum"
        #expect(
            code(400, ["error": ["type": "invalid_request_error", "message": .string(anthropic)]]) == .contextExceeded)
        #expect(code(400, ["error": "the request exceeds the available context size"]) == .contextExceeded)
        #expect(
            code(429, ["error": ["type": "rate_limit_error", "message": "context length per minute"]]) == .rateLimited)
        #expect(code(500, ["error": ["type": "server_error", "message": "lost the context window"]]) == .serverError)
    }

    @Test func aModelOfOllamaThatIsMissingIsToldInWordsAlone() {
        #expect(code(nil, ["error": "model 'x' not found"]) == .modelMissing)
        #expect(code(500, ["error": "template not found in model"]) == .serverError)
    }

    @Test func whatTellsNoErrorIsNone() {
        for body: JSONValue in [[:], ["error": .null], "error", ["choices": []]] { #expect(ProviderFault(body) == nil) }
    }
}
