import ReeveHTTPClient
import ReeveJSON
import TestSupport

@testable import ReeveLLM

/// Answers requests with what the test wrote down, in its order, and keeps the requests.
final class ScriptedTransport: HTTPTransport {
    enum Reply: Sendable {
        case answer(status: Int, headers: [(name: String, value: String)], body: String)
        /// The body breaks off after this much.
        case broken(body: String, HTTPError.Code)
        case failure(HTTPError.Code)
        /// Until the request is cancelled.
        case never

        static func json(_ body: String, status: Int = 200, _ headers: [(name: String, value: String)] = []) -> Reply {
            .answer(status: status, headers: headers + [("Content-Type", "application/json")], body: body)
        }
    }

    struct State {
        var replies: [Reply]
        var requests: [HTTPRequest] = []
    }

    let state: Observed<State>

    init(_ replies: [Reply]) { state = Observed(State(replies: replies)) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    var bodies: [JSONValue] { requests.map { (try? JSONParser.parse($0.body)) ?? .null } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let reply = state.withLock { state in
            state.requests.append(request)
            return state.replies.isEmpty ? Reply.failure(.connectFailed) : state.replies.removeFirst()
        }
        switch reply {
        case .answer(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: Self.body([Array(body.utf8)], then: nil))
        case .broken(let body, let code):
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "text/event-stream")],
                body: Self.body([Array(body.utf8)], then: code))
        case .failure(let code): throw HTTPError(code, "scripted", requestSent: false)
        case .never:
            let asleep = Observed(false)
            await asleep.wait { $0 }
            throw HTTPError(.cancelled, "cancelled", requestSent: true)
        }
    }

    private static func body(_ pieces: [[UInt8]], then code: HTTPError.Code?) -> HTTPBody {
        let rest = Observed(pieces)
        return HTTPBody { () async throws(HTTPError) in
            let piece = rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if piece == nil, let code { throw HTTPError(code, "scripted", requestSent: true) }
            return piece
        }
    }
}

/// Whole answers of each form.
enum ScriptedAnswer {
    static let openAI = ScriptedTransport.Reply.json(
        #"{"model":"m","choices":[{"index":0,"message":{"content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#
    )
    static let anthropic = ScriptedTransport.Reply.json(
        #"{"type":"message","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn"}"#)
    static let ollama = ScriptedTransport.Reply.json(#"{"message":{"content":"hello"},"done":true}"#)

    static func error(
        _ status: Int, _ headers: [(name: String, value: String)] = [], _ message: String = "no"
    ) -> ScriptedTransport.Reply {
        .json("{\"error\":{\"message\":\"\(message)\"}}", status: status, headers)
    }
}
