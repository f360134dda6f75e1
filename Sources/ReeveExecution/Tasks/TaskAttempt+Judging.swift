internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

// The final answer: its form, one round of repair, the item's expectations, the end of the run.
extension TaskAttempt {
    static let repairsMax = 1

    /// Ends the run with the answer, or tells the model what is wrong with it.
    ///
    /// - Returns: nil where the model is to be asked once more.
    mutating func judge(_ answer: ModelAnswer) async throws -> RunOutcome? {
        if case .refused(let why) = answer.ending {
            throw GateRefusal(.output, .providerError, "the model gives no answer: \(why)")
        }
        let output: JSONValue
        switch TaskOutput(answer, schema: spec.outputSchema) {
        case .valid(let value): output = value
        case .invalid(let why):
            guard spec.outputSchema != nil, journal.repairs < TaskAttempt.repairsMax else {
                throw GateRefusal(.output, .outputInvalid, why)
            }
            try await askForRepair(why)
            return nil
        }
        return try await finish(output, answer)
    }

    private mutating func askForRepair(_ why: String) async throws {
        let words = ending.text(why, services.secrets.redactor) ?? ""
        let value = TaskContent.repair(
            "Your answer cannot be used: \(words). Answer again with JSON only, valid by the schema.")
        let endedAt = now
        var entry = TaskEntry(
            run: run.id, ordinal: journal.nextOrdinal, attempt: claimed.attempt, kind: .prompt, status: .done,
            content: StoredContent(value).text, startedAt: endedAt)
        entry.endedAt = endedAt
        journal.put(entry, value)
        let advance = RunAdvance(
            lease: claimed.lease, now: endedAt, entries: [entry],
            steps: [step(.warning, "output: \(words); the model is asked once more", at: endedAt)])
        try await services.store.write { rows throws(StoreError) in try rows.advance(advance) }
    }

    private mutating func finish(_ output: JSONValue, _ answer: ModelAnswer) async throws -> RunOutcome {
        let endedAt = now
        let redactor = services.secrets.redactor
        let expectations = ending.item?.expectations
        let unmet = expectations?.firstUnmet(in: output) ?? expectations?.firstUnmet(calls: journal.callsMade)
        let problem = unmet.map { (reason: RunReason.expectationFailed, message: $0.message) }
        let verdict = ending.verdict(status: problem == nil ? .succeeded : .failed, reason: problem?.reason)
        let message = ending.text(verdict.message ?? problem?.message, redactor)
        let index = verdict.reason == .expectationFailed ? unmet?.index ?? verdict.unmet : nil
        let document = TaskDocument(
            run: run, status: verdict.status, reason: verdict.reason, output: output, journal: journal,
            startedAt: startedAt ?? endedAt, endedAt: endedAt)
        let value = document.value
        let content = StoredContent(value)
        var finished = event(.runFinished, at: endedAt)
        finished.outcome = verdict.status.rawValue
        finished.reasonCode = verdict.reason?.rawValue
        finished.duration = startedAt.map { endedAt.since($0) }
        finished.context = finished.context ?? [:]
        finished.context?["result_digest"] = .string(document.digest.description)
        finished.context?["turns"] = JSONValue(journal.turns)
        finished.context?["tool_calls"] = JSONValue(journal.toolCalls)
        let last = step(
            verdict.status == .succeeded ? .success : .error, message ?? verdict.status.rawValue,
            details: index.map { ["expectation": JSONValue($0)] }, at: endedAt)
        let completion = RunCompletion(
            lease: claimed.lease, status: verdict.status, reason: verdict.reason, errorText: message, now: endedAt,
            isExpected: verdict.isExpected, output: content.text, resultDigest: document.digest,
            steps: ending.record.takeSteps() + [last], events: [finished])
        return try await ending.settle(
            completion, payload: content.payload, kind: .ended, document: value, digest: document.digest)
    }
}
