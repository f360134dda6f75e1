internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveMCP
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

// The calls that the model asks for. Each passes the one gate.
extension TaskAttempt {
    /// How often a call passes the gate anew because the store changed meanwhile.
    private static let roundsMax = 5

    /// Makes the call, or tells the model why it is not made.
    ///
    /// - Parameter grant: what people have approved of the proposal that the call belongs to; nil for a call that is
    ///   made as the model asks for it.
    /// - Returns: how the attempt has ended where people are asked first; else nil.
    /// - Throws: ``GateRefusal`` where the task ends or waits by it.
    mutating func make(_ call: ModelToolCall, under grant: ProposalGrant? = nil) async throws -> RunOutcome? {
        let subject = try await subject()
        try subject.caps.checkCall(call, journal)
        guard let arguments = call.arguments else {
            try await refuse(call, refusal: TaskAttempt.brokenArguments)
            return nil
        }
        guard subject.offered.tools.contains(where: { $0.name == call.tool }) else {
            try await refuse(call, refusal: TaskAttempt.noTool(call.tool))
            return nil
        }
        for _ in 0..<TaskAttempt.roundsMax {
            switch try await pass(call, arguments, under: grant) {
            case .done: return nil
            case .changed: continue
            case .parked(let outcome): return outcome
            }
        }
        return await ending.giveBack(until: now.advanced(by: .seconds(1)), "the store keeps changing")
    }

    /// A worker was lost in this call, or it was sent and not answered. The call is made again where its tool is declared
    /// idempotent, or its read-back shows that nothing happened.
    mutating func takeUp(_ entry: TaskJournal.Entry, _ call: ModelToolCall) async throws {
        let subject = try await subject()
        let facts = try await facts(call.tool, .object(call.arguments ?? [:]), in: subject)
        let resolved = try CallSubject.resolve(
            agent: run.assignment.agent, tool: call.tool, input: BoundInput(sent: .object(call.arguments ?? [:])),
            in: subject.scope)
        let doubt = EffectDoubt(mayHaveHappened: true, repetition: resolved.repetition)
        switch doubt.step(towards: .anotherAttempt) {
        case .asPlanned: break
        case .interrupted:
            throw GateRefusal(
                .readBack, .effectUnknown,
                "a call of '\(call.tool)' may have had its effect, and the tool declares no readBack",
                status: .interrupted)
        case .readBackFirst:
            guard let readBack = resolved.declaration?.readBack else { break }
            let question = ReadBackCall(
                services: services, context: context, run: run, attempt: claimed.attempt, control: control,
                retry: ending.item?.retry)
            switch try await question.ask(readBack, about: resolved, in: facts.scope, deadlines: deadlines) {
            case .changed: return
            case .unclear(let why): throw GateRefusal(.readBack, .effectUnknown, why, status: .interrupted)
            case .nothingHappened(let words):
                let advance = RunAdvance(
                    lease: claimed.lease, now: now, entries: [], steps: [step(.check, "read-back: " + words, at: now)])
                try await services.store.write { rows throws(StoreError) in try rows.advance(advance) }
                ending.isInDoubt = false
            }
        }
        var row = entry.row
        row.status = .failed
        row.endedAt = now
        // A call without a result is made again.
        journal.put(row, entry.content)
        let advance = RunAdvance(
            lease: claimed.lease, now: now, entries: [row],
            steps: [step(.info, "the call of '\(call.tool)' is made again", at: now)])
        try await services.store.write { rows throws(StoreError) in try rows.advance(advance) }
    }

    func facts(_ tool: String, _ input: JSONValue, in subject: TaskSubject) async throws -> GateCase {
        var facts = GateCase(
            run, of: context, input: .bound(BoundInput(sent: input)), in: subject.scope, requester: subject.requester,
            deadlines: deadlines, now: now, redactor: services.secrets.redactor)
        facts.tool = tool
        facts.isFirstAttempt = false
        facts.context = callContext
        facts.context.taskTools = subject.offered.narrowing
        return facts
    }

    static let brokenArguments = GateRefusal(
        .resolve, .inputInvalid, "the arguments are no JSON object; repeat the call with valid arguments")

    static func noTool(_ name: String) -> GateRefusal {
        GateRefusal(.resolve, .toolMissing, "there is no tool '\(name)'")
    }

    private mutating func pass(
        _ call: ModelToolCall, _ arguments: JSONObject, under grant: ProposalGrant?
    ) async throws -> CallTurn {
        let subject = try await subject()
        if let name = ToolAddress(call.tool)?.connection, let connection = subject.scope.connections[name] {
            // The redactor must know the connection's secrets before the first word about the call is written.
            await services.secrets.learn(connection)
        }
        var gate = GatePass(try await facts(call.tool, .object(arguments), in: subject), deferring: .nothing)
        ending.record = GateRecord(claimed: claimed, context: context, source: services.source)
        let way: Way
        do {
            way = try await walk(&gate, with: call, in: subject.scope, under: grant)
        } catch let refusal as GateRefusal {
            try await refuse(call, refusal: refusal)
            return .done
        }
        switch way {
        case .open(let passed, let approval): return try await send(call, arguments, passed, by: approval, subject)
        case .changed: return .changed
        case .uncovered: return .done
        case .parked(let outcome): return .parked(outcome)
        }
    }

    /// Takes what a call needs that has passed the gate, and makes it.
    private mutating func send(
        _ call: ModelToolCall, _ arguments: JSONObject, _ passed: GatePass.Passed, by approval: ApprovalUse?,
        _ subject: TaskSubject
    ) async throws -> CallTurn {
        let waits = CallWaits(pool: services.pool, control: control)
        let opening = CallOpening(
            services: services, batch: context, scope: subject.scope, requester: subject.requester, run: run,
            call: try await ServerCall(
                passed.subject, in: subject.scope, services: services, control: control, run: run.id,
                retry: ending.item?.retry),
            deadlines: deadlines, waits: waits)
        let place: CallPlace
        do {
            place = try await takePlace(opening)
        } catch let refusal as GateRefusal where refusal.isForTheModel {
            try await refuse(call, refusal: refusal)
            return .done
        }
        return try await announce(call, arguments, passed, by: approval, opening, place)
    }

    /// Announces the call, makes it and writes what came back.
    ///
    /// - Returns: `changed` where the store has changed since the decision; nothing was sent then.
    private mutating func announce(
        _ call: ModelToolCall, _ arguments: JSONObject, _ passed: GatePass.Passed, by approval: ApprovalUse?,
        _ opening: CallOpening, _ place: CallPlace
    ) async throws -> CallTurn {
        let ordinal = journal.nextOrdinal
        let effect = run.identity.effectID + "/\(ordinal)"
        let content = TaskContent.announced(
            call, effect: effect, arguments: .object(arguments), approval: ending.record.approval)
        let startedAt = now
        var entry = TaskEntry(
            run: run.id, ordinal: ordinal, attempt: claimed.attempt, kind: .call, status: .announced, tool: call.tool,
            content: StoredContent(content).text, startedAt: startedAt)
        var announcement = event(.callStarted, at: startedAt)
        announcement.target = "tool:" + passed.subject.address.unversioned
        announcement.action = PolicyAction.toolInvoke.rawValue
        announcement.effectID = effect
        ending.record.add(.execution, "calls \(passed.subject.address)", at: startedAt)
        // A call that may be repeated leaves no doubt behind.
        let isInDoubt = passed.subject.repetition != .always
        let advance = RunAdvance(
            lease: claimed.lease, now: startedAt, isInDoubt: isInDoubt, entries: [entry],
            steps: ending.record.takeSteps(), events: [announcement])
        let payload = StoredContent(content).payload
        let isAnnounced = try await opening.announce(place, isFirstCall: false, by: approval) {
            rows throws(StoreError) in
            if let payload { try rows.insertPayload(payload.bytes, digest: payload.digest, now: startedAt) }
            try rows.advance(advance)
        }
        guard isAnnounced else { return .changed }
        journal.put(entry, content)
        ending.isInDoubt = isInDoubt
        do {
            let result = try await opening.call.send(
                place.session, until: min(end, now.advanced(by: passed.subject.timeout())))
            await opening.call.leave(place)
            ending.isInDoubt = false
            let judged = TaskToolResult(result, of: passed.subject, redactor: services.secrets.redactor)
            try await write(judged, &entry, content, passed.subject, startedAt: startedAt)
        } catch let refusal as GateRefusal {
            await opening.call.leave(place)
            try await fail(refusal, &entry, content, passed.subject, opening, startedAt: startedAt)
        } catch {
            await opening.call.leave(place)
            throw error
        }
        return .done
    }

    /// Takes a session and the permits. A limit that wants a longer wait is waited for here: the task holds its place in
    /// the worker, and no permit meanwhile.
    private mutating func takePlace(_ opening: CallOpening) async throws -> CallPlace {
        while true {
            switch try await opening.takePlace(noting: &ending.record) {
            case .taken(let place, let limits):
                ending.record.limiter = .object(["limits": JSONValue(limits.map(\.name))])
                return place
            case .later(let until, let limit):
                guard until < end else {
                    throw GateRefusal(.rate, .rateLimited, "limit '\(limit)' leaves no room before the deadline")
                }
                ending.record.add(.info, "waits for \(limit) until \(until)", at: now)
                do {
                    try await services.clock.sleep(until: until)
                } catch {
                    throw control.refusal(requestSent: false)
                }
            }
        }
    }
}

extension GateRefusal {
    /// Whether the refusal is about this one call, and the model may go on without it. What ends or delays the task is
    /// not.
    var isForTheModel: Bool {
        guard failure == nil, status != .cancelled else { return false }
        return switch reason {
        case .policyDenied, .inputInvalid, .schemaUnusable, .toolMissing, .toolDisabled, .toolStale, .pinMismatch,
            .rateLimited, .secretMissing:
            true
        default: false
        }
    }
}
