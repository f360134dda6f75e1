internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore

// How an attempt ends: with a result, with a refusal, or back in the queue.
extension GateAttempt {
    /// The longest text of an error that is kept, in characters.
    static let errorTextMax = 2_000

    /// Ends the attempt after the server has answered: output schema, size, redaction, expectations.
    mutating func finish(
        _ result: CallToolResult, subject: CallSubject, startedAt: Timestamp
    ) async throws -> RunOutcome {
        let endedAt = now
        let redactor = services.secrets.redactor
        var document = ResultDocument(run: run, result: result, startedAt: startedAt, endedAt: endedAt)
        let judgement = judge(result, document, subject: subject)
        let problem = judgement.problem
        if let defect = subject.tool.output.defect {
            record.add(
                .warning, "output: not checked, the output schema cannot be used: " + redactor.redact(defect).text,
                details: ["finding": "output-schema"], at: endedAt)
        }
        record.add(
            problem?.reason == .outputInvalid ? .error : .check,
            problem?.reason == .outputInvalid
                ? "output: " + (text(problem?.message, redactor) ?? "")
                : subject.tool.output.defect == nil ? "output: valid" : "output: kept as it is",
            at: endedAt)
        let verdict = verdict(status: problem == nil ? .succeeded : .failed, reason: problem?.reason)
        var markers = RedactionMarkers()
        if judgement.isKept {
            let content = redactor.redact(.array(document.content))
            document.content = content.value.array ?? []
            markers.merge(content.markers)
            if let structured = document.structuredContent.map({ redactor.redact($0) }) {
                document.structuredContent = structured.value
                markers.merge(structured.markers)
            }
        } else {
            document.content = []
            document.structuredContent = nil
        }
        document.status = verdict.status
        document.reason = verdict.reason
        let message = text(verdict.message ?? (verdict.reason == problem?.reason ? problem?.message : nil), redactor)
        let unmet = verdict.reason == .expectationFailed ? judgement.unmet ?? verdict.unmet : nil
        record.add(
            verdict.status == .succeeded ? .success : .error, message ?? verdict.status.rawValue,
            details: unmet.map { ["expectation": JSONValue($0)] }, at: endedAt)
        return try await write(
            status: verdict.status, reason: verdict.reason, message: message, isExpected: verdict.isExpected,
            document: document, startedAt: startedAt, endedAt: endedAt, markers: markers)
    }

    private struct Judgement {
        var problem: (reason: RunReason, message: String)?
        /// The position of the expectation that the answer does not meet.
        var unmet: Int?
        /// False where the result is too large to be kept.
        var isKept = true
    }

    /// What is wrong with an answer, asked in this order: its size, its schema, an error of the tool, the item's
    /// expectations.
    private func judge(_ result: CallToolResult, _ document: ResultDocument, subject: CallSubject) -> Judgement {
        if let why = subject.sizeProblem(of: result) {
            return Judgement(problem: (.outputInvalid, why), isKept: false)
        }
        if !result.isError, let why = subject.outputProblem(of: result) {
            return Judgement(problem: (.outputInvalid, why))
        }
        if result.isError, item?.expectations.namesError != true {
            // The tool asked for input that an unattended run does not have. With the input it might have worked.
            return Judgement(
                problem: (
                    result.hasDeclinedInput ? .inputRequired : .toolError,
                    ToolText.firstText(of: result) ?? "the tool says that it failed"
                ))
        }
        guard let failure = item?.expectations.firstUnmet(in: document.value) else { return Judgement() }
        // The words of a failure cut long values, and the redactor does not know a part of a secret. So the words are
        // taken from the redacted document.
        let redacted = item?.expectations.firstUnmet(in: services.secrets.redactor.redact(document.value).value)
        let words = redacted.flatMap { $0.index == failure.index ? $0.message : nil }
        return Judgement(
            problem: (.expectationFailed, words ?? "what it came to holds a secret, and is not what is asked for"),
            unmet: failure.index)
    }

    func verdict(status: RunStatus, reason: RunReason?) -> ExpectationEvaluator.Verdict {
        item?.expectations.verdict(status: status, reason: reason)
            ?? ExpectationEvaluator.Verdict(status: status, reason: reason, isExpected: false)
    }

    func write(
        status: RunStatus, reason: RunReason?, message: String?, isExpected: Bool, document: ResultDocument?,
        startedAt: Timestamp, endedAt: Timestamp, markers: RedactionMarkers
    ) async throws -> RunOutcome {
        var record = record
        var event = record.event(
            .runFinished, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor,
            at: endedAt)
        event.redactions = GateRecord.redactions(markers)
        event.outcome = status.rawValue
        event.reasonCode = reason?.rawValue
        event.duration = endedAt.since(startedAt)
        if let digest = document?.digest {
            event.context = event.context ?? [:]
            event.context?["result_digest"] = .string(digest.description)
        }
        let value = document?.value
        let content = value.map { StoredContent($0) }
        let completion = RunCompletion(
            lease: claimed.lease, status: status, reason: reason, errorText: message, now: endedAt,
            isExpected: isExpected, output: content?.text, resultDigest: document?.digest, steps: record.takeSteps(),
            events: [event])
        return try await settle(
            completion, payload: content?.payload, kind: .ended, document: value, digest: document?.digest)
    }

    func settle(
        _ completion: RunCompletion, payload: (bytes: [UInt8], digest: ContentDigest)? = nil, kind: RunOutcome.Kind,
        document: JSONValue? = nil, digest: ContentDigest? = nil
    ) async throws(StoreError) -> RunOutcome {
        do throws(StoreError) {
            let effects = try await services.store.write { rows throws(StoreError) -> RunEffects in
                if let payload {
                    try rows.insertPayload(payload.bytes, digest: payload.digest, now: completion.now)
                }
                return try rows.finish(completion)
            }
            if let stopped = effects.stopped {
                return RunOutcome(
                    .ended, status: stopped.status, reason: stopped.reason, message: completion.errorText,
                    effects: effects)
            }
            return RunOutcome(
                kind, status: completion.status, reason: completion.reason, message: completion.errorText,
                document: document, isExpected: completion.isExpected, effects: effects)
        } catch {
            guard case .leaseLost = error.code else { throw error }
            // Another worker has the run by now. The late result is kept as an event and changes nothing.
            if case .ended = kind {
                try await services.store.recordLateResult(claimed.lease, now: completion.now, digest: digest)
            }
            return RunOutcome(.fenced, status: .running)
        }
    }

    func text(_ message: String?, _ redactor: Redactor) -> String? {
        message.map { ToolText.cut(redactor.redact($0).text, to: GateAttempt.errorTextMax) }
    }

    mutating func addStandardError(_ refusal: GateRefusal, _ redactor: Redactor) {
        for line in redactor.redact(lines: refusal.standardError, last: 20, cutTo: 500) {
            record.add(.warning, "stderr: " + line, at: now)
        }
    }
}
