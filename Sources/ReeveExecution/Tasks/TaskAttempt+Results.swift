internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

// What became of a call, written to journal, steps and log.
extension TaskAttempt {
    /// Writes the server's answer.
    mutating func write(
        _ result: TaskToolResult, _ entry: inout TaskEntry, _ announced: JSONValue, _ subject: CallSubject,
        startedAt: Timestamp
    ) async throws {
        let endedAt = now
        var value = announced.object ?? [:]
        value["text"] = .string(result.text)
        value["isError"] = .bool(result.isError)
        value["reason"] = JSONValue(result.reason?.rawValue)
        if result.isTainted { value["tainted"] = true }
        entry.status = .done
        entry.endedAt = endedAt
        var finished = event(.callFinished, at: endedAt)
        finished.arguments = nil
        finished.argumentDigest = nil
        finished.target = "tool:" + subject.address.unversioned
        finished.action = PolicyAction.toolInvoke.rawValue
        finished.effectID = value["effect"]?.string
        finished.outcome = result.isError ? RunStatus.failed.rawValue : RunStatus.succeeded.rawValue
        finished.reasonCode = result.reason?.rawValue
        finished.duration = endedAt.since(startedAt)
        finished.redactions = GateRecord.redactions(result.markers)
        finished.context = finished.context ?? [:]
        finished.context?["result_digest"] = .string(result.digest.description)
        var words = "\(subject.address): \(result.words)"
        if result.isTainted, !journal.isTainted { words += "; the run is tainted from now on" }
        try await advance(
            entry, .object(value), isInDoubt: false,
            steps: [step(result.isError ? .warning : .info, words, at: endedAt)], events: [finished])
    }

    /// Tells the model of a call that the gate refuses.
    mutating func refuse(_ call: ModelToolCall, refusal: GateRefusal) async throws {
        guard refusal.isForTheModel else { throw refusal }
        let message = ending.text(refusal.message, services.secrets.redactor) ?? refusal.reason.rawValue
        try await refuse(call, refusal.reason, message, stage: refusal.stage, decision: refusal.decision)
    }

    mutating func refuse(
        _ call: ModelToolCall, _ reason: RunReason, _ message: String, stage: GateStage = .resolve,
        decision: PolicyDecision? = nil
    ) async throws {
        let endedAt = now
        var entry = TaskEntry(
            run: run.id, ordinal: journal.nextOrdinal, attempt: claimed.attempt, kind: .call, status: .failed,
            tool: call.tool, startedAt: endedAt)
        entry.endedAt = endedAt
        var value: JSONObject = [
            "id": .string(call.id), "isError": true, "reason": .string(reason.rawValue),
            "text": .string("\(reason.rawValue): \(message)"),
        ]
        if let arguments = call.arguments {
            value["arguments"] = .object(arguments)
        } else {
            value["argumentsText"] = .string(call.argumentsText)
        }
        if let decision { ending.record.decision = decision }
        var denial = event(.callDenied, at: endedAt)
        denial.decision = .deny
        denial.target = "tool:" + call.tool
        denial.action = PolicyAction.toolInvoke.rawValue
        denial.outcome = reason == .policyDenied ? RunStatus.denied.rawValue : RunStatus.failed.rawValue
        denial.reasonCode = reason.rawValue
        let arguments = call.arguments.map { JSONValue.object($0) } ?? .string(call.argumentsText)
        denial.arguments = arguments
        denial.argumentDigest = ContentDigest.of(arguments)
        denial.context = denial.context ?? [:]
        denial.context?["message"] = .string(message)
        denial.context?["stage"] = .string(stage.rawValue)
        if journal.isTainted { denial.context?["tainted"] = true }
        let words = "\(stage.rawValue): '\(call.tool)' is not called: \(message)"
        try await advance(
            entry, .object(value), isInDoubt: false,
            steps: ending.record.takeSteps() + [
                step(.warning, words, details: ["reason": .string(reason.rawValue)], at: endedAt)
            ],
            events: [denial])
    }

    /// A call that was announced has no answer. One that was not sent is made again later; one whose effect is unknown
    /// stays as it is in the journal, and the next attempt asks what it did.
    mutating func fail(
        _ refusal: GateRefusal, _ entry: inout TaskEntry, _ announced: JSONValue, _ subject: CallSubject,
        _ opening: CallOpening, startedAt: Timestamp
    ) async throws {
        let wasSent = refusal.failure?.requestSent == true
        if wasSent, refusal.failure?.failureClass == .permanent {
            // The server has answered with an error, which the model may see.
            let result = TaskToolResult(
                error: ending.text(refusal.message, services.secrets.redactor) ?? "", reason: refusal.reason,
                of: subject)
            ending.isInDoubt = false
            return try await write(result, &entry, announced, subject, startedAt: startedAt)
        }
        if wasSent {
            let doubt = EffectDoubt(mayHaveHappened: true, repetition: subject.repetition)
            if doubt.step(towards: .anotherAttempt) != .asPlanned { await opening.call.waitForEnd() }
            throw refusal
        }
        ending.isInDoubt = false
        entry.status = .failed
        entry.endedAt = now
        try await advance(
            entry, announced, isInDoubt: false,
            steps: [step(.warning, "'\(subject.address)' was not sent", at: now)], events: [])
        throw refusal
    }

    private mutating func advance(
        _ entry: TaskEntry, _ value: JSONValue, isInDoubt: Bool, steps: [RunStep], events: [AuditEvent]
    ) async throws {
        var entry = entry
        let content = StoredContent(value)
        entry.content = content.text
        journal.put(entry, value)
        let advance = RunAdvance(
            lease: claimed.lease, now: entry.endedAt ?? now, isInDoubt: isInDoubt, entries: [entry], steps: steps,
            events: events)
        let payload = content.payload
        try await services.store.write { rows throws(StoreError) in
            if let payload { try rows.insertPayload(payload.bytes, digest: payload.digest, now: advance.now) }
            try rows.advance(advance)
        }
    }
}
