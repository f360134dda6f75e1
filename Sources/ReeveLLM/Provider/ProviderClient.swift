package import ReeveHTTPClient
internal import ReeveJSON
import Synchronization

/// Asks one provider over HTTP: requests in the form of its API, retries, a circuit breaker, permits for requests at once.
///
/// ```swift
/// let profile = try ProviderProfile(name: "local", type: .ollama, model: "qwen3")
/// let client = try ProviderClient(profile, transport: http)
/// let answer = try await client.answer(
///     to: ModelRequest(model: "", messages: [.user("hello")]), timeout: profile.timeout, deadline: deadline) { _ in }
/// ```
///
/// Breaker and permits are the client's: keep one for each provider and process.
package final class ProviderClient: ModelClient {
    package let profile: ProviderProfile
    let endpoint: ProviderEndpoint
    let adapter: any ProviderAdapter
    let transport: any HTTPTransport
    let surroundings: ProviderSurroundings
    let secret: @Sendable () async throws(ModelError) -> String?
    let permits: ConcurrencyPermits?
    let breaker = Mutex(CircuitBreaker())
    /// LM Studio's model, chosen by the first request that names none; forgotten when it is gone.
    let chosenModel = Mutex<String?>(nil)

    /// - Parameter secret: read before each request, so that a rotated secret is taken; nil for none.
    /// - Throws: ``ModelError/Code/invalidRequest`` for a recording.
    package init(
        _ profile: ProviderProfile, transport: any HTTPTransport,
        surroundings: ProviderSurroundings = ProviderSurroundings(),
        secret: @escaping @Sendable () async throws(ModelError) -> String? = { () throws(ModelError) in nil }
    ) throws(ModelError) {
        guard let endpoint = profile.endpoint else {
            throw ModelError(.invalidRequest, "provider '\(profile.name)' is a recording and has no endpoint")
        }
        switch profile.type {
        case .openai, .lmstudio, .replay: adapter = OpenAIAdapter(endpoint: endpoint)
        case .anthropic: adapter = AnthropicAdapter()
        case .ollama: adapter = OllamaAdapter()
        }
        self.profile = profile
        self.endpoint = endpoint
        self.transport = transport
        self.surroundings = surroundings
        self.secret = secret
        permits = profile.concurrency.map { ConcurrencyPermits($0) }
    }

    package func answer(
        to request: ModelRequest, timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer {
        var request = complete(request)
        let limits = RequestLimits(timeout: timeout, deadline: deadline)
        let isChosen = request.model.isEmpty
        if isChosen { request.model = try await chooseModel(limits, onEvent) }
        do throws(ModelError) {
            return try await ask(request, limits, onEvent)
        } catch {
            if isChosen, error.code == .modelMissing { chosenModel.withLock { $0 = nil } }
            throw error
        }
    }

    /// The most tokens that a request can use, by the very bytes that would be sent.
    ///
    /// - Throws: ``ModelError/Code/invalidRequest`` for what the provider's API cannot say.
    package func ceiling(of request: ModelRequest) throws(ModelError) -> TokenCeiling {
        let request = complete(request)
        let body = try adapter.body(for: request, names: WireTools(request))
        return TokenCeiling(
            requestBytes: JSONValue.object(body.json).writtenBytes.count, outputTokensMax: body.outputTokensMax)
    }

    /// With the profile's model and parameters where the request has none.
    private func complete(_ request: ModelRequest) -> ModelRequest {
        var request = request
        if request.model.isEmpty { request.model = profile.model ?? "" }
        for parameter in profile.parameters where request.parameters[parameter.key] == nil {
            request.parameters[parameter.key] = parameter.value
        }
        return request
    }

    private func ask(
        _ request: ModelRequest, _ limits: RequestLimits, _ onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer {
        let names = WireTools(request)
        let body = try adapter.body(for: request, names: names)
        for name in body.leftOut { onEvent(.parameterLeftOut(name)) }
        let bytes = JSONValue.object(body.json).writtenBytes
        let ceiling = TokenCeiling(requestBytes: bytes.count, outputTokensMax: body.outputTokensMax)
        let asked = WireRequest(
            method: "POST", resource: adapter.answerResource, body: bytes,
            responseBytesMax: AnswerBounds.responseBytesMax)
        return try await exchange(asked, limits, onEvent) { response throws(ModelError) in
            var reader = AnswerReader(
                form: self.adapter.streamForm, contentType: response.header("Content-Type"), status: response.status,
                decoder: self.adapter.decoder(for: request, names: names), ceiling: ceiling)
            while !reader.isComplete, let piece = try await self.next(of: response) {
                for text in try reader.push(piece) { onEvent(.text(text)) }
            }
            let (answer, rest) = try reader.finish()
            for text in rest { onEvent(.text(text)) }
            await self.drain(response)
            return answer
        }
    }
}
