internal import ReeveHTTPClient
internal import ReeveJSON
import Synchronization

extension ProviderClient {
    /// The models that the provider lists, in its order.
    ///
    /// - Throws: ``ModelError``; ``ModelError/Code/tooLarge`` for a list beyond ``AnswerBounds``.
    package func models(
        timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void = { _ in }
    ) async throws(ModelError) -> [String] {
        let limits = RequestLimits(timeout: timeout, deadline: deadline)
        var models: [String] = []
        var cursor: String?
        var seen: Set<String> = []
        for _ in 0..<AnswerBounds.modelPagesMax {
            let asked = WireRequest(
                method: "GET", resource: adapter.modelsResource(after: cursor),
                responseBytesMax: AnswerBounds.modelPageBytesMax)
            let page = try await exchange(asked, limits, onEvent) { response throws(ModelError) in
                try self.adapter.models(in: try await self.json(of: response))
            }
            models += page.models
            guard models.count <= AnswerBounds.modelsMax else { break }
            guard let next = page.next else { return models }
            guard seen.insert(next).inserted else {
                throw ModelError(.invalidAnswer, "the list of models goes round in a circle")
            }
            cursor = next
        }
        throw ModelError(
            .tooLarge,
            "the list of models has more than \(AnswerBounds.modelPagesMax) pages or \(AnswerBounds.modelsMax) models")
    }

    private func json(of response: HTTPResponse) async throws(ModelError) -> JSONValue {
        var bytes: [UInt8] = []
        while let piece = try await next(of: response) { bytes += piece }
        guard let body = try? JSONParser.parse(bytes) else {
            throw ModelError(.invalidAnswer, "the list of models is no JSON", status: response.status)
        }
        if let fault = ProviderFault(body) { throw fault.error(status: response.status) }
        return body
    }

    /// The model of a request that names none.
    func chooseModel(
        _ limits: RequestLimits, _ onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> String {
        guard profile.type == .lmstudio else {
            throw ModelError(.invalidRequest, "provider '\(profile.name)' has no model, and the request names none")
        }
        var chosen = chosenModel.withLock(\.self)
        if chosen == nil {
            let models = try await models(timeout: limits.timeout, deadline: limits.deadline, onEvent: onEvent)
            chosen = ModelChoice.best(of: models)
            chosenModel.withLock { $0 = chosen }
        }
        guard let chosen else {
            throw ModelError(.modelMissing, "provider '\(profile.name)' has no model that answers in text")
        }
        onEvent(.modelChosen(chosen))
        return chosen
    }
}
