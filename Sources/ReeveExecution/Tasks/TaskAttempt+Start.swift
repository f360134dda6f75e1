internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

// The start of an attempt: the decision, the prompt, and the event that announces them.
extension TaskAttempt {
    /// How often the start is decided anew because the store changed meanwhile.
    private static let roundsMax = 5

    /// Decides whether the task may run, renders the prompt where no attempt has yet, and announces the attempt. Nothing
    /// is sent before.
    ///
    /// - Returns: how the attempt has ended where people are asked first, or where the store changes at every try; else
    ///   nil.
    mutating func start() async throws -> RunOutcome? {
        let attempts = try await services.store.attempts(of: run.id)
        leaveOut(try await waitedForPeople(attempts))
        for _ in 0..<TaskAttempt.roundsMax {
            if let reason = deadlines.passed(at: now, isFirstAttempt: run.state.startedAt == nil) {
                throw GateRefusal.late(.resolve, reason, "the deadline has passed")
            }
            let subject = try await subject()
            bound(byWallClock: subject.caps.limits.wallClock, used: TaskAttempt.activeTime(attempts))
            switch try await announce(subject) {
            case .started: return nil
            case .changed: continue
            case .parked(let outcome): return outcome
            }
        }
        return await ending.giveBack(until: now.advanced(by: .seconds(1)), "the store keeps changing")
    }

    /// The time that earlier attempts have worked on the task.
    private static func activeTime(_ attempts: [RunAttempt]) -> Duration {
        attempts.reduce(.zero) { sum, attempt in
            guard let started = attempt.startedAt, let ended = attempt.endedAt else { return sum }
            return sum + ended.since(started)
        }
    }

    private enum Start {
        case started
        /// The store has changed since the decision.
        case changed
        case parked(RunOutcome)
    }

    private mutating func announce(_ subject: TaskSubject) async throws -> Start {
        let startedAt = now
        var prompt: (entry: TaskEntry, content: StoredContent, value: JSONValue)?
        var (version, source) = (run.usage.templateVersion, run.usage.templateSource)
        if journal.isEmpty {
            let composed = try await TaskBeginning(services: services, context: context, run: run, spec: spec)
                .compose(in: subject.scope)
            (version, source) = (composed.version, composed.source)
            let content = StoredContent(composed.content)
            let entry = TaskEntry(
                run: run.id, ordinal: 1, attempt: claimed.attempt, kind: .prompt, status: .done,
                content: content.text, startedAt: startedAt)
            prompt = (entry, content, composed.content)
        }
        let approval: ApprovalUse?
        switch try await approvalToStart(subject, prompt: prompt?.value ?? journal.entries.first?.content ?? .null) {
        case nil: approval = nil
        case .approved(let use)?: approval = use
        case .parked(let outcome)?: return .parked(outcome)
        case .changed?: return .changed
        }
        var start = RunStart(
            lease: claimed.lease, now: startedAt, policySetDigest: subject.decision.policySet,
            steps: steps(subject, isFirst: prompt != nil, source: source, at: startedAt),
            events: [event(.runStarted, at: startedAt)])
        start.isInDoubt = run.state.isInDoubt
        start.provider = subject.providers.first?.name
        start.model = subject.model(spec, at: 0)
        start.templateVersion = version
        start.templateSource = source
        let (budget, scope) = (context.budget, subject.scope)
        let isFirstStart = run.state.startedAt == nil
        enum Written { case started, changed, overBudget }
        let payload = prompt?.content.payload
        let entry = prompt?.entry
        let outcome = try await services.store.write { [start] rows throws(StoreError) -> Written in
            guard try scope.isCurrent(in: rows), try approval?.isLive(in: rows, now: startedAt) ?? true else {
                return .changed
            }
            if isFirstStart, try !budget.takeRun(rows) { return .overBudget }
            if let approval { try rows.useApproval(approval.approval, now: startedAt) }
            try rows.start(start)
            if let payload { try rows.insertPayload(payload.bytes, digest: payload.digest, now: startedAt) }
            if let entry { try rows.upsert(entry) }
            return .started
        }
        switch outcome {
        case .changed: return .changed
        case .overBudget: throw GateRefusal(.budget, .budgetExceeded, "the batch has used its budget up")
        case .started: break
        }
        _ = ending.record.takeSteps()
        if let prompt { journal.put(prompt.entry, prompt.value) }
        self.startedAt = startedAt
        return .started
    }

    private func steps(_ subject: TaskSubject, isFirst: Bool, source: String?, at now: Timestamp) -> [RunStep] {
        var steps = [step(.check, "policy: \(subject.decision.summary)", at: now)]
        guard isFirst else {
            return steps + [step(.info, "goes on after turn \(journal.turns), call \(journal.toolCalls)", at: now)]
        }
        if let choice = TaskRequest((try? JSONParser.parse(run.content?.input ?? "{}")) ?? .null).choice {
            steps.append(step(.info, "agent '\(run.assignment.agent ?? "")' is \(choice)", at: now))
        }
        steps.append(step(.check, "template: " + (source ?? "none, the item has a prompt"), at: now))
        let names = subject.offered.tools.map(\.name)
        steps.append(
            step(
                .check, names.isEmpty ? "tools: none" : "tools: " + names.joined(separator: ", "),
                details: subject.offered.hidden.isEmpty ? nil : ["hidden": JSONValue(subject.offered.hidden)], at: now))
        return steps
    }
}
