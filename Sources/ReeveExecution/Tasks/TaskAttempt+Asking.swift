internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveMCP
internal import ReeveModel
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore
internal import Synchronization

// One turn: the model is asked, and its answer written.
extension TaskAttempt {
    /// The bound on output tokens of a question that names none.
    static let outputTokensMax = 4_096

    /// Asks the model, the provider of the task first and then its fallbacks.
    ///
    /// - Throws: ``GateRefusal`` where a cap fires, or no provider has answered.
    mutating func ask() async throws {
        let subject = try await subject()
        try subject.caps.checkTurn(journal)
        var failures: [(provider: String, error: ModelError)] = []
        var missing: SecretResolver.Missing?
        for index in subject.providers.indices {
            try checkTime()
            let provider = subject.providers[index]
            if try await services.store.isPaused(provider: provider.name, in: subject.scope) {
                failures.append((provider.name, ModelError(.overloaded, "the provider is paused")))
                continue
            }
            let question = try question(subject, to: index)
            guard try await announce(question, subject) else { return }
            do {
                let (answer, events) = try await answer(to: question, from: provider, in: subject.scope)
                return try await write(answer, to: question, events)
            } catch {
                missing = missing ?? error as? SecretResolver.Missing
                guard let error = TaskAttempt.modelError(error) else { throw error }
                try await fail(question, error)
                if control.cause != nil || error.code == .cancelled { throw control.refusal(requestSent: false) }
                try checkTime()
                failures.append((provider.name, error))
            }
        }
        if let missing, failures.count == 1 { throw GateRefusal(.connection, .secretMissing, "\(missing)") }
        throw refusal(failures)
    }

    private static func modelError(_ error: any Error) -> ModelError? {
        if let missing = error as? SecretResolver.Missing { return ModelError(.unauthorized, "\(missing)") }
        return error as? ModelError
    }

    /// One question on its way, with what is reserved for it.
    struct Question: Sendable {
        var entry: TaskEntry
        var request: ModelRequest
        let provider: ExecutionScope.Provider
        let price: ModelPrice?
        let currency: String
        let timeout: Duration
    }

    private func question(_ subject: TaskSubject, to index: Int) throws(GateRefusal) -> Question {
        let provider = subject.providers[index]
        let model = subject.model(spec, at: index)
        var parameters = provider.spec.parameters
        for member in spec.parameters { parameters[member.key] = member.value }
        var request = ModelRequest(
            model: model, system: journal.system, messages: journal.messages, tools: subject.offered.tools,
            output: spec.outputSchema.map { ModelRequest.OutputForm(schema: $0) }, parameters: parameters)
        let price = ModelPrices(provider.prices).price(of: model, at: now)
        let wanted = parameters["max_tokens"]?.int ?? TaskAttempt.outputTokensMax
        let input = TokenCeiling(requestBytes: request.sizeBytes, outputTokensMax: wanted).input
        let output = try subject.caps.outputMax(input: input, wanted: wanted, used: journal.used, price: price)
        request.parameters["max_tokens"] = JSONValue(output)
        var entry = TaskEntry(
            run: run.id, ordinal: journal.nextOrdinal, attempt: claimed.attempt, kind: .model, status: .announced,
            startedAt: now)
        entry.provider = provider.name
        entry.model = model.isEmpty ? nil : model
        entry.reservedTokens = Int64(input) + Int64(output)
        entry.reservedCost = price?.cost(of: ModelUsage(input: input, output: output))
        return Question(
            entry: entry, request: request, provider: provider, price: price,
            currency: subject.scope.teamwork.currency, timeout: spec.requestTimeout ?? provider.spec.timeout)
    }

    /// Writes the question down and reserves tokens and money for it, before it is sent.
    ///
    /// - Returns: false where the store has changed since the decision; the caller decides anew.
    private mutating func announce(_ question: Question, _ subject: TaskSubject) async throws -> Bool {
        let (budget, scope, entry) = (context.budget, subject.scope, question.entry)
        var words = "asks \(question.provider.name)"
        if let model = entry.model { words += "/\(model)" }
        let advance = RunAdvance(
            lease: claimed.lease, now: entry.startedAt, entries: [entry],
            steps: [
                step(
                    .execution, "\(words), turn \(journal.turns + 1)",
                    details: [
                        "request_digest": .string(question.request.digest.description),
                        "reserved_tokens": JSONValue(Int(clamping: entry.reservedTokens ?? 0)),
                    ], at: entry.startedAt)
            ])
        enum Answer { case announced, changed, overBudget }
        let outcome = try await services.store.write { rows throws(StoreError) -> Answer in
            guard try scope.isCurrent(in: rows) else { return .changed }
            guard
                try budget.reserve(rows, tokens: entry.reservedTokens ?? 0, cost: entry.reservedCost ?? 0)
            else { return .overBudget }
            try rows.advance(advance)
            return .announced
        }
        switch outcome {
        case .changed: return false
        case .overBudget:
            throw GateRefusal(
                .budget, .budgetExceeded, "what the batch may use of models does not cover another question")
        case .announced:
            journal.put(entry, [:])
            return true
        }
    }

    private func answer(
        to question: Question, from provider: ExecutionScope.Provider, in scope: ExecutionScope
    ) async throws -> (ModelAnswer, [ModelEvent]) {
        let client = try await services.models.client(of: provider, in: scope.scope)
        let left = max(.zero, end.since(now))
        let deadline = services.pool.now.advanced(by: left)
        let events = Mutex<[ModelEvent]>([])
        let answer = try await client.answer(
            to: question.request, timeout: min(question.timeout, left), deadline: deadline
        ) { event in
            if case .text = event { return }
            events.withLock { $0.append(event) }
        }
        return (answer, events.withLock { $0 })
    }

    // MARK: What came back

    /// Writes the answer down, and settles what was reserved with what was used.
    private mutating func write(_ told: ModelAnswer, to question: Question, _ events: [ModelEvent]) async throws {
        let answer = unique(redacted(told), at: question.entry.ordinal)
        let endedAt = now
        var entry = question.entry
        entry.status = .done
        entry.endedAt = endedAt
        entry.model = answer.model ?? entry.model
        if let usage = answer.usage {
            entry.tokensIn = Int64(usage.input)
            entry.tokensOut = Int64(usage.output)
            entry.tokensCached = Int64(usage.cached)
            let price = entry.model.flatMap { ModelPrices(question.provider.prices).price(of: $0, at: endedAt) }
            entry.cost = (price ?? question.price)?.cost(of: usage)
        }
        let value = TaskContent.answer(answer)
        let content = StoredContent(value)
        entry.content = content.text
        var words = answer.calls.isEmpty ? "answered" : "answered with \(answer.calls.count) call(s)"
        if answer.calls.count == 1 { words = "answered with a call of '\(answer.calls[0].tool)'" }
        if let input = entry.tokensIn, let output = entry.tokensOut { words += ", \(input)+\(output) tokens" }
        if let cost = entry.cost { words += ", \(Money(micros: cost, currency: question.currency)) (estimated)" }
        var details: JSONObject = ["answer_digest": .string(ContentDigest.of(value).description)]
        if let asked = question.entry.model, let told = answer.model, told != asked {
            details["asked_model"] = .string(asked)
            words += "; it was answered by '\(told)'"
        }
        if answer.usage == nil { details["usage"] = "not told" }
        let notes = events.compactMap { note($0, question) }
        if !notes.isEmpty { details["notes"] = JSONValue(notes) }
        try await settle(
            entry, value: value, payload: content.payload, question: question,
            step: step(.info, words, details: .object(details), at: endedAt))
    }

    /// Writes that the question has no answer. What may have been used stays reserved.
    mutating func fail(_ question: Question, _ error: ModelError) async throws {
        let endedAt = now
        let message = ending.text(error.message, services.secrets.redactor) ?? error.code.rawValue
        var entry = question.entry
        entry.status = .failed
        entry.endedAt = endedAt
        if !error.mayHaveBeenUsed {
            entry.reservedTokens = nil
            entry.reservedCost = nil
        }
        let value = TaskContent.failure(error, message: message)
        entry.content = StoredContent(value).text
        try await settle(
            entry, value: value, payload: nil, question: question,
            step: step(
                .warning, "\(question.provider.name) gave no answer: \(message)",
                details: ["code": .string(error.code.rawValue)], at: endedAt))
    }

    private mutating func settle(
        _ entry: TaskEntry, value: JSONValue, payload: (bytes: [UInt8], digest: ContentDigest)?, question: Question,
        step: RunStep
    ) async throws {
        journal.put(entry, value)
        var advance = RunAdvance(lease: claimed.lease, now: entry.endedAt ?? now, entries: [entry], steps: [step])
        advance.isInDoubt = false
        advance.provider = entry.provider
        advance.model = entry.model
        note(journal.used, currency: question.currency, in: &advance)
        let budget = context.budget
        let reserved = (tokens: question.entry.reservedTokens ?? 0, cost: question.entry.reservedCost ?? 0)
        let isTold = entry.tokensIn != nil
        let used = (
            tokens: isTold ? (entry.tokensIn ?? 0) + (entry.tokensOut ?? 0) : entry.reservedTokens ?? 0,
            cost: entry.cost ?? (isTold ? 0 : entry.reservedCost ?? 0)
        )
        try await services.store.write { [advance] rows throws(StoreError) in
            if let payload { try rows.insertPayload(payload.bytes, digest: payload.digest, now: advance.now) }
            try budget.settle(rows, reserved: reserved, used: used)
            try rows.advance(advance)
        }
    }

    private func note(_ event: ModelEvent, _ question: Question) -> String? {
        let redactor = services.secrets.redactor
        switch event {
        case .text: return nil
        case .retrying(let error, let pause, let attempt):
            return
                "request \(attempt) failed (\(ending.text(error.message, redactor) ?? "")); again after \(CallWaits.text(pause))"
        case .modelChosen(let model):
            return "model '\(redactor.redact(model).text)' was chosen by \(question.provider.name)"
        case .parameterLeftOut(let name): return "parameter '\(name)' is left out: the provider has none"
        }
    }

    func note(_ use: TaskUse, currency: String, in advance: inout RunAdvance) {
        advance.tokensIn = use.tokensIn
        advance.tokensOut = use.tokensOut
        advance.cost = use.cost
        advance.currency = currency
    }

    /// A worker was lost while the model was asked. Nobody knows what the provider has counted, so the reservation
    /// stays as used, and the model is asked anew.
    mutating func giveUp(_ entry: TaskJournal.Entry) async throws {
        var row = entry.row
        row.status = .failed
        row.endedAt = now
        let value: JSONValue = ["code": "worker-lost", "message": "the worker was lost while the model was asked"]
        row.content = value.canonicalText
        journal.put(row, value)
        let advance = RunAdvance(
            lease: claimed.lease, now: now, entries: [row],
            steps: [step(.warning, "a worker was lost while the model was asked; it is asked anew", at: now)])
        try await services.store.write { rows throws(StoreError) in try rows.advance(advance) }
    }

    private func refusal(_ failures: [(provider: String, error: ModelError)]) -> GateRefusal {
        let words = failures.map { "\($0.provider): \($0.error.message)" }.joined(separator: "; ")
        let errors = failures.map(\.error)
        let isThrottled = errors.contains { $0.code == .rateLimited || $0.code == .overloaded }
        let reason: RunReason = errors.contains { $0.code == .replayMiss } ? .replayMiss : .providerError
        return GateRefusal(
            .execute, reason, words,
            failure: AttemptFailure(
                reason, isPermanent: reason == .replayMiss || !errors.contains(where: \.isTransient),
                isThrottled: isThrottled,
                retryAfter: errors.compactMap(\.retryAfter).max()))
    }

    // MARK: Answers of strangers

    private func redacted(_ answer: ModelAnswer) -> ModelAnswer {
        let redactor = services.secrets.redactor
        var answer = answer
        answer.text = redactor.redact(answer.text).text
        answer.calls = answer.calls.map { call in
            var call = call
            call.arguments = call.arguments.map { redactor.redact(.object($0)).value.object ?? [:] }
            call.argumentsText = redactor.redact(call.argumentsText).text
            return call
        }
        return answer
    }

    /// The answer with ids of calls that the conversation does not have yet. Some providers number the calls of each
    /// answer from the same start.
    private func unique(_ answer: ModelAnswer, at ordinal: Int) -> ModelAnswer {
        var answer = answer
        var seen: Set<String> = []
        for index in answer.calls.indices {
            let id = answer.calls[index].id
            if id.isEmpty || journal.hasCall(id) || !seen.insert(id).inserted {
                answer.calls[index].id = "call_\(ordinal)_\(index + 1)"
            }
        }
        return answer
    }
}
