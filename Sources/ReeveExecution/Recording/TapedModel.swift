internal import ReeveJSON
internal import ReeveLLM
internal import Synchronization

/// One provider's client while a recording is made or played.
struct TapedModel: ModelClient {
    let provider: String
    let tape: Tape
    /// Nil in a replay.
    let base: Result<(any ModelClient)?, ModelError>

    func answer(
        to request: ModelRequest, timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer {
        let heard = Mutex<[ModelEvent]>([])
        do {
            return try await tape.exchange(
                .model, with: provider, request: request.json,
                encode: { (result: Result<ModelAnswer, any Error>) in
                    RecordedModel.encode(result, events: heard.withLock { $0 })
                },
                decode: { answer in try RecordedModel.decode(answer, onEvent: onEvent) },
                live: { () async throws -> ModelAnswer in
                    guard let client = try base.get() else {
                        throw ModelError(.replayMiss, "a replay asks no provider")
                    }
                    return try await client.answer(to: request, timeout: timeout, deadline: deadline) { event in
                        if case .text = event {} else { heard.withLock { $0.append(event) } }
                        onEvent(event)
                    }
                })
        } catch let error as ModelError {
            throw error
        } catch {
            throw ModelError(.replayMiss, "\(error)")
        }
    }
}
