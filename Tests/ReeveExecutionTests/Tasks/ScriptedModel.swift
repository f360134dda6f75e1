import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveModel
import TestSupport

/// A model that says what a script has, turn by turn, and keeps what it was asked.
final class ScriptedModel: ModelClient, Sendable {
    /// What it says to a question.
    typealias Turn = @Sendable (ModelRequest) throws(ModelError) -> ModelAnswer

    struct State {
        var turns: [Turn]
        var requests: [ModelRequest] = []
        /// Questions that are not answered before ``ScriptedModel/release()``.
        var isHolding = false
        fileprivate var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let state: Observed<State>

    /// - Parameter turns: the last one is said again where there are more questions.
    init(_ turns: [Turn]) { state = Observed(State(turns: turns)) }

    var requests: [ModelRequest] { state.withLock { $0.requests } }

    func release() {
        let waiting = state.withLock { state in
            state.isHolding = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when so many questions have come in.
    func isAsked(_ count: Int = 1) async { await state.wait { $0.requests.count >= count } }

    func answer(
        to request: ModelRequest, timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer {
        let (turn, isHeld) = state.withLock { state -> (Turn, Bool) in
            let turn = state.turns[min(state.requests.count, state.turns.count - 1)]
            state.requests.append(request)
            return (turn, state.isHolding)
        }
        if isHeld {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = state.withLock { state in
                        guard state.isHolding, !Task.isCancelled else { return true }
                        state.waiting.append(continuation)
                        return false
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                release()
            }
            if Task.isCancelled { throw ModelError(.cancelled, "cancelled") }
        }
        return try turn(request)
    }

    // MARK: Turns

    static func says(_ text: String, tokens: (Int, Int)? = (100, 10)) -> Turn {
        { _ throws(ModelError) in
            ModelAnswer(
                text: text, ending: .stop, usage: tokens.map { ModelUsage(input: $0.0, output: $0.1) },
                model: "small-1")
        }
    }

    static func calls(_ tool: String, _ arguments: JSONObject?, id: String = "c1", text: String = "") -> Turn {
        { _ throws(ModelError) in
            ModelAnswer(
                text: text,
                calls: [
                    ModelToolCall(
                        id: id, tool: tool, arguments: arguments,
                        argumentsText: arguments.map { JSONValue.object($0).canonicalText } ?? "{broken")
                ], ending: .toolCalls, usage: ModelUsage(input: 100, output: 10), model: "small-1")
        }
    }

    static func answers(_ answer: ModelAnswer) -> Turn { { _ throws(ModelError) in answer } }

    static func fails(_ code: ModelError.Code, _ message: String = "no", retryAfter: Duration? = nil) -> Turn {
        { _ throws(ModelError) in throw ModelError(code, message, retryAfter: retryAfter) }
    }
}

/// Scripted models by the name of their provider.
struct ScriptedModels: ModelClientSource {
    let models: [String: ScriptedModel]

    func client(of provider: ExecutionScope.Provider, in scope: Scope) async throws -> any ModelClient {
        guard let model = models[provider.name] else { throw ModelError(.modelMissing, "there is no such model") }
        return model
    }
}
