internal import ReeveAudit
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel
internal import ReevePolicy
internal import ReeveStore

// Where rules ask for people: before a task begins, and before one of its calls.
extension TaskAttempt {
    /// What has become of a call that the model asks for.
    enum CallTurn {
        /// It was made or refused, or something else has to come first.
        case done
        /// The store has changed since the decision.
        case changed
        case parked(RunOutcome)
    }

    /// How a call has come through the gate.
    enum Way {
        case open(GatePass.Passed, by: ApprovalUse?)
        case changed
        /// People have approved something else.
        case uncovered
        case parked(RunOutcome)
    }

    /// Takes a call through the gate. Where rules ask for people, the run parks with a request for this call, or goes on
    /// by the approval of it. The approval of a proposal stands for those of its calls.
    ///
    /// - Throws: ``GateRefusal``; ``StoreError``.
    mutating func walk(
        _ gate: inout GatePass, with call: ModelToolCall, in scope: ExecutionScope, under grant: ProposalGrant?
    ) async throws -> Way {
        var use = grant?.use
        while true {
            let turn = gate.advance()
            ending.record.take(&gate, at: now)
            switch turn {
            case .refused(let refusal): throw refusal
            case .bindInput: throw GateRefusal.tooEarly(.input)
            case .readBack: throw GateRefusal.tooEarly(.readBack)
            case .approval(let wanted):
                if grant != nil { continue }
                let binding = ApprovalBinding(
                    wanted, of: run, call: journal.name(of: call), redactor: services.secrets.redactor)
                switch try await ending.approval(by: binding, decision: wanted.decision, in: scope) {
                case .approved(let found): use = found
                case .parked(let outcome): return .parked(outcome)
                case .changed: return .changed
                }
            case .passed(let passed):
                guard let grant else { return .open(passed, by: use) }
                guard grant.covers(passed, at: now, services.secrets.redactor) else { return .uncovered }
                ending.record.approval = grant.approval
                ending.record.add(.check, "approval: by \(grant.approval), for the whole proposal", at: now)
                return .open(passed, by: use)
            }
        }
    }

    // MARK: Before a task begins

    /// What the rules for `task.execute` ask of people.
    ///
    /// An approval is used up where the task begins. A later attempt goes on with the same task by it, as long as
    /// nothing has moved that it binds.
    ///
    /// - Returns: nil where nobody has to be asked.
    mutating func approvalToStart(
        _ subject: TaskSubject, prompt: JSONValue
    ) async throws -> GateAttempt.ApprovalAnswer? {
        guard !subject.decision.obligations.isEmpty else { return nil }
        let binding = ApprovalBinding(
            .init(prompt: prompt, tools: subject.offered.tools.map(\.name), decision: subject.decision), of: run,
            redactor: services.secrets.redactor)
        ending.record.decision = subject.decision
        if !journal.isEmpty, try await hasBegun(by: binding) { return nil }
        return try await ending.approval(by: binding, decision: subject.decision, in: subject.scope)
    }

    private func hasBegun(by binding: ApprovalBinding) async throws(StoreError) -> Bool {
        let requests = try await services.store.approvals(of: run.id, now: now)
        return requests.contains { approval in
            guard approval.kind == .task, approval.status == .used, approval.isIntact,
                let document = ApprovalDocument(approval.document), document.digest(of: approval) == approval.digest
            else { return false }
            return binding.document(salt: document.salt).moved(from: document) == nil
        }
    }

    // MARK: Time

    /// How long the run was parked since it has begun, each time until a worker took it up again.
    func waitedForPeople(_ attempts: [RunAttempt]) async throws(StoreError) -> Duration {
        guard let first = run.state.startedAt, attempts.count > 1 else { return .zero }
        let requests = try await services.store.approvals(of: run.id, now: now)
        return requests.reduce(.zero) { sum, request in
            guard request.createdAt >= first,
                let next = attempts.first(where: { $0.claimedAt > request.createdAt })
            else { return sum }
            return sum + next.claimedAt.since(request.createdAt)
        }
    }
}
