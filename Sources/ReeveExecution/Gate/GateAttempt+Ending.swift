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
    private static let errorTextMax = 2_000

    /// The server has answered: output schema, size cap, redaction, expectations.
    mutating func finish(
        _ result: CallToolResult, subject: CallSubject, startedAt: Timestamp
    ) async throws -> RunOutcome {
        let endedAt = now
        let redactor = services.secrets.redactor
        var document = ResultDocument(run: run, result: result, startedAt: startedAt, endedAt: endedAt)
        let limit = Int(subject.declaration?.spec.maxOutputBytes ?? 1 << 20)
        let size = result.value.canonicalBytes.count
        var problem: (reason: RunReason, message: String)?
        var isKept = true
        if size > limit {
            problem = (.outputInvalid, "the result has \(size) bytes, more than \(limit)")
            isKept = false
        } else if !result.isError, let why = outputProblem(result, subject: subject) {
            problem = (.outputInvalid, why)
        } else if result.isError, item?.expectations.namesError != true {
            problem = (.toolError, ToolText.firstText(of: result) ?? "the tool says that it failed")
        } else if let unmet = item?.expectations.firstUnmet(in: document.value) {
            problem = (.expectationFailed, unmet.message)
        }
        record.add(
            problem?.reason == .outputInvalid ? .error : .check,
            problem?.reason == .outputInvalid
                ? "output: " + redactor.redact(problem?.message ?? "").text : "output: valid",
            at: endedAt)
        let verdict = verdict(status: problem == nil ? .succeeded : .failed, reason: problem?.reason)
        var markers = RedactionMarkers()
        if isKept {
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
        let message = text(verdict.reason == problem?.reason ? problem?.message : nil, redactor)
        record.add(
            verdict.status == .succeeded ? .success : .error, message ?? verdict.status.rawValue, at: endedAt)
        return try await write(
            status: verdict.status, reason: verdict.reason, message: message, isExpected: verdict.isExpected,
            document: document, startedAt: startedAt, endedAt: endedAt, markers: markers)
    }

    private func outputProblem(_ result: CallToolResult, subject: CallSubject) -> String? {
        if case .none = subject.tool.output { return nil }
        guard let structured = result.structuredContent else {
            return "the tool has an output schema, and its result no structured content"
        }
        return subject.tool.output.problem(of: structured)
    }

    private func verdict(status: RunStatus, reason: RunReason?) -> ExpectationEvaluator.Verdict {
        item?.expectations.verdict(status: status, reason: reason)
            ?? ExpectationEvaluator.Verdict(status: status, reason: reason, isExpected: false)
    }

    private func write(
        status: RunStatus, reason: RunReason?, message: String?, isExpected: Bool, document: ResultDocument?,
        startedAt: Timestamp, endedAt: Timestamp, markers: RedactionMarkers
    ) async throws -> RunOutcome {
        var record = record
        var event = record.event(
            .runFinished, id: services.random.nextID(services.clock).text, redactor: services.secrets.redactor,
            at: endedAt)
        event.arguments = nil
        event.redactions = GateRecord.redactions(markers)
        event.outcome = status.rawValue
        event.reasonCode = reason?.rawValue
        event.duration = endedAt.since(startedAt)
        let value = document?.value
        let content = value.map { StoredContent($0) }
        let completion = RunCompletion(
            lease: claimed.lease, status: status, reason: reason, errorText: message, now: endedAt,
            isExpected: isExpected, output: content?.text, resultDigest: document?.digest, steps: record.takeSteps(),
            events: [event])
        return try await settle(
            completion, payload: content?.payload, kind: .ended, document: value, digest: document?.digest)
    }

    // MARK: Refusals and failures

    /// Ends the attempt that a stage refused: the run ends, waits for another attempt, or goes back.
    mutating func refuse(
        _ refusal: GateRefusal, deadlines: RunDeadlines, startedAt: Timestamp? = nil
    ) async throws -> RunOutcome {
        let endedAt = now
        var refusal = refusal
        if refusal.reason == .timeoutAttempt, deadlines.reason(ofTimeoutAt: endedAt) != .timeoutAttempt {
            refusal.reason = deadlines.reason(ofTimeoutAt: endedAt)
            let wasSent = refusal.failure?.requestSent ?? false
            refusal.failure?.isPermanent = !wasSent
        }
        if refusal.status == .cancelled, refusal.failure != nil {
            return try await stop(refusal, startedAt: startedAt)
        }
        guard let failure = refusal.failure else {
            return try await end(refusal, status: refusal.status, reason: refusal.reason, startedAt: startedAt)
        }
        let isIdempotent = record.subject?.isIdempotent ?? run.isIdempotent
        let policy = item?.retry ?? RetryPolicy()
        let attempts = run.attempts + 1
        let next = services.random.withGenerator { random in
            var generator = AnyRandom(base: random)
            defer { random = generator.base }
            return policy.next(
                after: failure, attempt: attempts, isIdempotent: isIdempotent, deadline: deadlines.end, now: endedAt,
                using: &generator)
        }
        switch next {
        case .failed(let reason):
            return try await end(refusal, status: .failed, reason: reason, startedAt: startedAt)
        case .interrupted:
            refusal.message = "\(refusal.reason.rawValue): \(refusal.message)"
            return try await end(refusal, status: .interrupted, reason: .effectUnknown, startedAt: startedAt)
        case .retry(let at):
            return try await postpone(refusal, status: .retryable, until: at, counts: true, startedAt: startedAt)
        case .snooze(let until):
            return try await postpone(refusal, status: .scheduled, until: until, counts: false, startedAt: startedAt)
        }
    }

    private mutating func end(
        _ refusal: GateRefusal, status: RunStatus, reason: RunReason, startedAt: Timestamp?
    ) async throws -> RunOutcome {
        let endedAt = now
        let redactor = services.secrets.redactor
        let verdict = verdict(status: status, reason: reason)
        let message = text(refusal.message, redactor)
        if record.decision == nil { record.decision = refusal.decision }
        let details: JSONValue = ["reason": .string(reason.rawValue), "stage": .string(refusal.stage.rawValue)]
        addStandardError(refusal, redactor)
        record.add(.error, "\(refusal.stage.rawValue): \(message ?? reason.rawValue)", details: details, at: endedAt)
        var event = record.event(
            eventType(verdict.status, wasStarted: startedAt != nil),
            id: services.random.nextID(services.clock).text, redactor: redactor, at: endedAt)
        if verdict.status == .denied { event.decision = .deny }
        event.outcome = verdict.status.rawValue
        event.reasonCode = verdict.reason?.rawValue
        event.duration = startedAt.map { endedAt.since($0) }
        var context = event.context ?? [:]
        context["stage"] = .string(refusal.stage.rawValue)
        context["message"] = JSONValue(message)
        event.context = context
        let completion = RunCompletion(
            lease: claimed.lease, status: verdict.status, reason: verdict.reason, errorText: message, now: endedAt,
            isExpected: verdict.isExpected, steps: record.takeSteps(), events: [event])
        services.limiter.forget(run.id)
        return try await settle(completion, kind: .ended)
    }

    private func eventType(_ status: RunStatus, wasStarted: Bool) -> AuditEventType {
        switch status {
        case .denied: .runDenied
        case .interrupted: .runInterrupted
        case .cancelled: .runCancelled
        default: wasStarted ? .runFinished : .runRefused
        }
    }

    private mutating func postpone(
        _ refusal: GateRefusal, status: RunStatus, until: Timestamp, counts: Bool, startedAt: Timestamp?
    ) async throws -> RunOutcome {
        let redactor = services.secrets.redactor
        let message = text(refusal.message, redactor)
        addStandardError(refusal, redactor)
        record.add(
            .warning, "\(refusal.stage.rawValue): \(message ?? ""); again at \(until)",
            details: ["reason": .string(refusal.reason.rawValue)], at: now)
        var event = record.event(
            .runRetried, id: services.random.nextID(services.clock).text, redactor: redactor, at: now)
        event.outcome = status.rawValue
        event.reasonCode = refusal.reason.rawValue
        event.duration = startedAt.map { now.since($0) }
        event.context = ["due": .string(until.description), "stage": .string(refusal.stage.rawValue)]
        let completion = RunCompletion(
            lease: claimed.lease, status: status, reason: refusal.reason, errorText: message, now: now, dueAt: until,
            countsAsAttempt: counts, steps: record.takeSteps(), events: [event])
        return try await settle(completion, kind: .waiting(until: until))
    }

    /// A cancel is an outcome of its own and uses up no attempt.
    private mutating func stop(_ refusal: GateRefusal, startedAt: Timestamp?) async throws -> RunOutcome {
        let wasSent = refusal.failure?.requestSent ?? false
        let isIdempotent = record.subject?.isIdempotent ?? run.isIdempotent
        switch control.cause ?? .stopping {
        case .fenced: return RunOutcome(.fenced, status: .running)
        case .requested:
            var refusal = refusal
            if context.record.deadline.map({ now >= $0 }) ?? false { refusal.reason = .cancelledBatch }
            return try await end(refusal, status: .cancelled, reason: refusal.reason, startedAt: startedAt)
        case .stopping where wasSent && !isIdempotent:
            return try await end(refusal, status: .interrupted, reason: .effectUnknown, startedAt: startedAt)
        case .stopping: return await giveBack(until: nil, "the worker stops")
        }
    }

    /// Back to the queue without a result; the attempt does not count.
    mutating func giveBack(until: Timestamp?, _ why: String) async -> RunOutcome {
        record.add(.info, why, at: now)
        let status = until == nil ? RunStatus.ready : .scheduled
        let completion = RunCompletion(
            lease: claimed.lease, status: status, now: now, dueAt: until, countsAsAttempt: false,
            steps: record.takeSteps(), events: [])
        do {
            return try await settle(completion, kind: .waiting(until: until))
        } catch {
            return RunOutcome(.unwritten(error), status: .running, message: "\(error)")
        }
    }

    // MARK: Writing

    private func settle(
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
            return RunOutcome(
                kind, status: completion.status, reason: completion.reason, message: completion.errorText,
                document: document, isExpected: completion.isExpected, effects: effects)
        } catch {
            guard case .leaseLost = error.code else { throw error }
            // Fenced: what was done is kept as an event, and changes nothing.
            if case .ended = kind {
                try await services.store.recordLateResult(claimed.lease, now: completion.now, digest: digest)
            }
            return RunOutcome(.fenced, status: .running)
        }
    }

    private func text(_ message: String?, _ redactor: Redactor) -> String? {
        message.map { redactor.redact(ToolText.cut($0, to: GateAttempt.errorTextMax)).text }
    }

    private mutating func addStandardError(_ refusal: GateRefusal, _ redactor: Redactor) {
        for line in refusal.standardError.suffix(20) {
            record.add(.warning, "stderr: " + redactor.redact(ToolText.cut(line, to: 500)).text, at: now)
        }
    }

    // MARK: What the connection says

    /// The run's reason for what the connection met, and whether it may be tried again.
    func refusal(_ error: MCPError, stage: GateStage, sent: Bool) -> GateRefusal {
        func make(_ reason: RunReason, permanent: Bool = false) -> GateRefusal {
            GateRefusal(
                stage, reason, error.message,
                failure: AttemptFailure(reason, requestSent: sent, isPermanent: permanent),
                standardError: error.stderrTail)
        }
        switch error.code {
        case .commandNotFound, .launchInvalid, .unsupportedProtocolVersion, .endlessList:
            return make(.connectionFailed, permanent: !sent)
        case .spawnFailed, .serverExited, .connectionLost, .backingOff: return make(.connectionFailed)
        case .closed, .cancelled: return cancelled(control.cause ?? .stopping, requestSent: sent)
        case .timedOut: return make(.timeoutAttempt)
        case .inputRequired: return make(.inputRequired, permanent: true)
        case .serverError:
            var refusal = make(.toolError, permanent: true)
            if let rpc = error.rpc { refusal.message = "the server answered with error \(rpc.code): \(rpc.message)" }
            return refusal
        case .invalidAnswer: return make(.outputInvalid, permanent: true)
        case .lineTooLong: return make(.outputInvalid, permanent: true)
        case .requestTooLarge: return make(.inputInvalid, permanent: true)
        }
    }
}

/// Text of servers, for people.
enum ToolText {
    static func firstText(of result: CallToolResult) -> String? {
        result.content.lazy.compactMap { $0["text"]?.string }.first
    }

    static func cut(_ text: String, to count: Int) -> String {
        text.count <= count ? text : String(text.prefix(count)) + "..."
    }
}

/// Lets a generator of unknown type go where one of a known type is wanted.
struct AnyRandom: RandomNumberGenerator {
    var base: any RandomNumberGenerator

    mutating func next() -> UInt64 { base.next() }
}
