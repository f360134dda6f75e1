import ReeveHTTPClient
import ReeveJSON
import TestSupport

@testable import ReeveLLM

/// A client with a scripted transport and a clock that its pauses move.
struct ProviderScene {
    struct Clock {
        var now = ContinuousClock.now
        var pauses: [Duration] = []
    }

    let transport: ScriptedTransport
    let clock = Observed(Clock())
    let events = Observed<[ModelEvent]>([])
    let client: ProviderClient
    let start: ContinuousClock.Instant

    static func profile(
        _ type: ProviderType, model: String? = "m", maxRetries: Int = 3, concurrency: Int? = nil,
        parameters: JSONObject = [:]
    ) throws -> ProviderProfile {
        try ProviderProfile(
            name: "p", type: type, endpoint: "https://models.example", model: model, maxRetries: maxRetries,
            concurrency: concurrency, parameters: parameters)
    }

    init(
        _ profile: ProviderProfile, secret: String? = nil, random: Double = 0.5, _ replies: ScriptedTransport.Reply...
    ) throws {
        transport = ScriptedTransport(replies)
        let clock = clock
        start = clock.withLock { $0.now }
        let surroundings = ProviderSurroundings(
            now: { clock.withLock { $0.now } }, time: { Timestamp(microseconds: 0) },
            pause: { duration in
                try Task.checkCancellation()
                // The end of a response is waited for beside what is told here.
                if duration == ProviderClient.drainMax { return }
                clock.withLock { state in
                    state.now = state.now.advanced(by: duration)
                    state.pauses.append(duration)
                }
            }, random: { random })
        client = try ProviderClient(
            profile, transport: transport, surroundings: surroundings,
            secret: { () throws(ModelError) in secret })
    }

    static let hello = ModelRequest(model: "", messages: [.user("hello")])

    func ask(
        _ request: ModelRequest = Self.hello, timeout: Duration = .seconds(60), within: Duration = .seconds(600)
    ) async throws(ModelError) -> ModelAnswer {
        try await client.answer(
            to: request, timeout: timeout, deadline: start.advanced(by: within),
            onEvent: { [events] event in events.withLock { $0.append(event) } })
    }

    /// The error of a request; nil where it is answered.
    func failure(_ request: ModelRequest = Self.hello, within: Duration = .seconds(600)) async -> ModelError? {
        do throws(ModelError) {
            _ = try await ask(request, within: within)
            return nil
        } catch {
            return error
        }
    }

    var pauses: [Duration] { clock.withLock { $0.pauses } }
    var told: [ModelEvent] { events.withLock { $0 } }
    func pass(_ duration: Duration) { clock.withLock { $0.now = $0.now.advanced(by: duration) } }
}
