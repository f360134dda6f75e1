import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveLLM
import ReeveMCP
import ReeveModel
import ReeveRedaction
import ReeveStore
import Synchronization

/// Asks a provider one short question, and writes the event of it. The answer is read, measured and left.
struct ProviderTester: Sendable {
    /// Enough for one word of any model.
    static let outputTokensMax = 16
    static let question = "Reply with one word: ready"
    private static let nearestMax = 3

    let setup: ExecutionSetup
    let context: OperationContext
    let currency: String

    /// - Parameter model: in place of the provider's own; nil for that.
    /// - Throws: ``StoreError`` where the event could not be written, and `CancellationError`.
    func test(_ found: ProviderLookup.Found, model: String?, isFallback: Bool) async throws -> ProviderTest {
        let provider = found.provider
        let result: Result<ProviderTest.Answer, ProviderFailure>
        do {
            result = .success(try await ask(found, model: model ?? provider.spec.model ?? ""))
        } catch {
            var failure = ProviderFailure(error, of: provider, redactor: setup.services.secrets.redactor)
            if failure.reason == .modelMissing, let wanted = model ?? provider.spec.model {
                failure.nearest = await nearest(to: wanted, found)
            }
            result = .failure(failure)
        }
        // Whoever gives the test up learns nothing of the provider, so nothing is written.
        guard context.stop.requests == 0 else { throw CancellationError() }
        let test = ProviderTest(
            provider: found.key, endpoint: provider.spec.endpoint, isFallback: isFallback, result: result)
        try await record(test)
        return test
    }

    private func ask(_ found: ProviderLookup.Found, model: String) async throws -> ProviderTest.Answer {
        let (provider, pool) = (found.provider, setup.services.pool)
        let client = try await setup.services.models.client(of: provider, in: found.key.scope)
        let request = ModelRequest(
            model: model, messages: [.user(Self.question)], parameters: ["max_tokens": JSONValue(Self.outputTokensMax)])
        let retries = Mutex(0)
        let begin = pool.now
        // The timeout bounds the whole test, so that retries do not draw it out.
        let answer = try await client.answer(
            to: request, timeout: provider.spec.timeout, deadline: begin.advanced(by: provider.spec.timeout)
        ) { event in
            if case .retrying = event { retries.withLock { $0 += 1 } }
        }
        let latency = pool.now - begin
        let redactor = setup.services.secrets.redactor
        let answered = answer.model.map { redactor.redact(String($0.prefix(200))).text }
        let price =
            ModelPrices(provider.prices).price(of: answer.model ?? model, at: context.now)
            ?? ModelPrices(provider.prices).price(of: model, at: context.now)
        return ProviderTest.Answer(
            model: answered, askedModel: model.isEmpty ? nil : model, latency: latency,
            retries: retries.withLock(\.self),
            usage: answer.usage.map {
                ProviderTest.Usage(input: $0.input, output: $0.output, cached: $0.cached, isBounded: $0.isBounded)
            },
            cost: answer.usage.flatMap { usage in
                price.map { Money(micros: $0.cost(of: usage), currency: currency) }
            })
    }

    /// Models of the provider that are spelled much like this one; none where it does not list them.
    private func nearest(to model: String, _ found: ProviderLookup.Found) async -> [String] {
        let timeout = found.provider.spec.timeout
        guard
            let client = try? await setup.services.models.client(of: found.provider, in: found.key.scope)
                as? ProviderClient,
            var models = try? await client.models(
                timeout: timeout, deadline: setup.services.pool.now.advanced(by: timeout))
        else { return [] }
        var nearest: [String] = []
        while nearest.count < Self.nearestMax, let next = NearestName.suggestion(for: model, among: models) {
            nearest.append(next)
            models.removeAll { $0 == next }
        }
        let rest = models.filter { $0.hasPrefix(model) || model.hasPrefix($0) }
        let redactor = setup.services.secrets.redactor
        return (nearest + rest).prefix(Self.nearestMax).map { redactor.redact(String($0.prefix(200))).text }
    }

    private func record(_ test: ProviderTest) async throws(StoreError) {
        let services = setup.services
        var event = AuditEvent(
            id: services.random.nextID(services.clock).text, time: context.now, type: .providerTested,
            actor: context.requester.actor)
        event.source = context.requester.source
        event.organization = test.provider.organization
        event.environment = test.provider.environment
        event.subject = context.requester.id
        event.target = test.provider.description
        switch test.result {
        case .success(let answer):
            event.outcome = "succeeded"
            var details: JSONObject = ["latency_ms": JSONValue(answer.latency.microseconds / 1_000)]
            details["model"] = answer.model.map(JSONValue.string)
            if let usage = answer.usage {
                details["tokens_in"] = JSONValue(usage.input)
                details["tokens_out"] = JSONValue(usage.output)
            }
            event.context = details
        case .failure(let failure):
            event.outcome = "failed"
            event.reasonCode = failure.reason.rawValue
            event.context = ["message": .string(failure.message)]
        }
        let finished = event
        try await setup.store.appendAudit([finished])
    }
}
