internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

// A task that proposes: the calls of an answer are one proposal. People approve it as a whole, and exactly its calls are
// made.
extension TaskAttempt {
    /// Goes on with the proposal that the model's last answer makes: asks the gate about each of its calls, parks the run
    /// with a request for all of them, and once people have approved it makes the next call.
    ///
    /// Where one call is refused, none of those that are left is made, and the model is told.
    ///
    /// - Returns: how the attempt has ended where people are asked first; else nil.
    /// - Throws: ``GateRefusal`` where a cap fires, or the task ends or waits; ``StoreError``.
    mutating func propose() async throws -> RunOutcome? {
        let calls = journal.pendingCalls
        guard let next = calls.first, let question = journal.openQuestion else { return nil }
        if journal.hasRefusedCall {
            try await withdraw(calls)
            return nil
        }
        let subject = try await subject()
        if let grant = try await grantInUse(for: next, subject) { return try await make(next, under: grant) }
        try subject.caps.checkProposal(calls, journal)
        guard let passed = try await vet(calls, subject) else { return nil }
        let reason = question.content["text"]?.string ?? ""
        let binding = ApprovalBinding(
            proposal: passed, of: run, call: String(question.row.ordinal), reason: reason.isEmpty ? nil : reason,
            redactor: services.secrets.redactor)
        ending.record = GateRecord(claimed: claimed, context: context, source: services.source)
        ending.record.add(.info, "proposes \(calls.count) call(s): \(TaskAttempt.names(of: calls))", at: now)
        let proposal = TaskContent.proposal(calls, reason: reason)
        switch try await ending.approval(by: binding, decision: nil, proposal: proposal, in: subject.scope) {
        case .parked(let outcome): return outcome
        case .changed: return nil
        case .approved(let use):
            guard let (approval, _) = try await services.store.approval(use.approval),
                let document = ApprovalDocument(approval.document)
            else { throw GateRefusal.edited("approval \(use.approval)") }
            return try await make(
                next,
                under: ProposalGrant(
                    approval: approval.id, document: document, expiresAt: approval.expiresAt, use: use))
        }
    }

    /// The approval by which calls of this proposal were made already, where it stands for the next one too.
    private mutating func grantInUse(
        for call: ModelToolCall, _ subject: TaskSubject
    ) async throws -> ProposalGrant? {
        guard let id = journal.approvalInUse, !journal.wasAnnounced(call) else { return nil }
        let grant = try await ProposalGrant.inUse(id, by: run.id, in: services.store)
        guard case .passed(let passed) = try await verdict(on: call, after: 0, subject),
            grant.covers(passed, at: now, services.secrets.redactor)
        else { return nil }
        return grant
    }

    // MARK: Asking the gate

    private enum Verdict {
        case passed(GatePass.Passed)
        case refused(GateRefusal)
    }

    /// Asks the gate about each call, as if those before it were made.
    ///
    /// - Returns: nil where one is refused, and the model was told why.
    private mutating func vet(_ calls: [ModelToolCall], _ subject: TaskSubject) async throws -> [GatePass.Passed]? {
        var passed: [GatePass.Passed] = []
        var refused: [(call: ModelToolCall, refusal: GateRefusal)] = []
        for (index, call) in calls.enumerated() {
            switch try await verdict(on: call, after: index, subject) {
            case .passed(let found): passed.append(found)
            case .refused(let refusal): refused.append((call, refusal))
            }
        }
        for (call, refusal) in refused {
            ending.record = GateRecord(claimed: claimed, context: context, source: services.source)
            try await refuse(call, refusal: refusal)
        }
        return refused.isEmpty ? passed : nil
    }

    /// - Parameter others: how many calls come before it that have no result yet.
    /// - Throws: ``GateRefusal`` where the refusal is not about this one call.
    private mutating func verdict(
        on call: ModelToolCall, after others: Int, _ subject: TaskSubject
    ) async throws -> Verdict {
        guard let arguments = call.arguments else { return .refused(TaskAttempt.brokenArguments) }
        guard subject.offered.tools.contains(where: { $0.name == call.tool }) else {
            return .refused(TaskAttempt.noTool(call.tool))
        }
        if let name = ToolAddress(call.tool)?.connection, let connection = subject.scope.connections[name] {
            await services.secrets.learn(connection)
        }
        var facts = try await facts(call.tool, .object(arguments), in: subject)
        facts.context.callsInRun += others
        var gate = GatePass(facts, deferring: .nothing)
        while true {
            switch gate.advance() {
            case .approval: continue
            case .passed(let passed): return .passed(passed)
            case .bindInput: throw GateRefusal.tooEarly(.input)
            case .readBack: throw GateRefusal.tooEarly(.readBack)
            case .refused(let refusal):
                guard refusal.isForTheModel else { throw refusal }
                return .refused(refusal)
            }
        }
    }

    // MARK: What is left of a refused proposal

    private mutating func withdraw(_ calls: [ModelToolCall]) async throws(StoreError) {
        let endedAt = now
        var rows: [TaskEntry] = []
        var payloads: [(bytes: [UInt8], digest: ContentDigest)] = []
        for call in calls {
            let value = TaskContent.withdrawn(call)
            let content = StoredContent(value)
            var row = TaskEntry(
                run: run.id, ordinal: journal.nextOrdinal, attempt: claimed.attempt, kind: .call, status: .failed,
                tool: call.tool, content: content.text, startedAt: endedAt)
            row.endedAt = endedAt
            rows.append(row)
            if let payload = content.payload { payloads.append(payload) }
            journal.put(row, value)
        }
        let words = "the rest of the proposal is not made: \(TaskAttempt.names(of: calls))"
        let advance = RunAdvance(
            lease: claimed.lease, now: endedAt, entries: rows, steps: [step(.warning, words, at: endedAt)])
        try await services.store.write { [payloads] store throws(StoreError) in
            for payload in payloads { try store.insertPayload(payload.bytes, digest: payload.digest, now: endedAt) }
            try store.advance(advance)
        }
    }

    /// `git/git_add, 3 of git/git_push`.
    private static func names(of calls: [ModelToolCall]) -> String {
        var counts: [(tool: String, count: Int)] = []
        for call in calls {
            if let index = counts.firstIndex(where: { $0.tool == call.tool }) {
                counts[index].count += 1
            } else {
                counts.append((call.tool, 1))
            }
        }
        return counts.map { $0.count == 1 ? $0.tool : "\($0.count) of \($0.tool)" }.joined(separator: ", ")
    }
}

extension TaskCaps {
    /// Whether all of these calls may be made, and the model be asked once more for its answer.
    func checkProposal(_ calls: [ModelToolCall], _ journal: TaskJournal) throws(GateRefusal) {
        var seen: [String: Int] = [:]
        for call in calls {
            try checkCall(call, journal)
            let before = seen[TaskContent.fingerprint(of: call), default: 0]
            seen[TaskContent.fingerprint(of: call)] = before + 1
            if let most = limits.repeats, journal.repeats(of: call) + before > most {
                throw TaskCaps.fired(
                    .limitRepeats, "the model proposes '\(call.tool)' with the same arguments more than \(most) times")
            }
        }
        if let most = limits.toolCalls, journal.toolCalls + calls.count > most {
            throw TaskCaps.fired(
                .limitToolCalls,
                "the model proposes \(calls.count) calls, and \(max(0, most - journal.toolCalls)) of \(most) are left")
        }
    }
}
