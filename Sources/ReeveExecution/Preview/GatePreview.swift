internal import ReeveJSON
package import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore

/// Asks the gate's stages about runs that have not ended. Nothing is written, and no server is started or asked.
///
/// A preview asks the stages that the store alone decides: agent, tool and declaration, pins, policy, input schema,
/// approval. It cannot know whether a server, a secret or a permit will be there.
package struct GatePreview: Sendable {
    let services: ExecutionServices
    private let contexts: BatchContexts

    package init(_ services: ExecutionServices) {
        self.services = services
        contexts = BatchContexts(store: services.store)
    }

    private static let unended: Set<RunStatus> = [
        .pending, .scheduled, .ready, .running, .retryable, .awaitingApproval, .suspended,
    ]

    /// The unfinished runs of these queues, by batch and then in the order of their submission.
    package func queued(_ queues: [String]) async throws(ExecutionError) -> [RunPreview] {
        var previews: [RunPreview] = []
        for queue in queues {
            previews += try await waiting(RunFilter(queue: queue, statuses: GatePreview.unended))
        }
        return previews
    }

    /// The unfinished runs of a batch.
    package func queued(batch: ULID) async throws(ExecutionError) -> [RunPreview] {
        try await waiting(RunFilter(batch: batch, statuses: GatePreview.unended))
    }

    private func waiting(_ filter: RunFilter) async throws(ExecutionError) -> [RunPreview] {
        let material: (runs: [RunRecord], needs: [RunNeed], pauses: Set<PauseTarget>)
        do {
            material = try await services.store.read { rows throws(StoreError) in
                var runs: [RunRecord] = []
                try rows.everyRun(filter) { run throws(StoreError) in
                    runs.append(try rows.run(run.id, withContent: true) ?? run)
                }
                runs.sort { ($0.identity.batch, $0.id) < ($1.identity.batch, $1.id) }
                var needs: [RunNeed] = []
                for run in runs where run.state.status == .pending { needs += try rows.needs(of: run.id) }
                return (runs, needs, Set(try rows.pauses().map(\.target)))
            }
        } catch {
            throw ExecutionError(error)
        }
        var previews: [RunPreview] = []
        for run in material.runs {
            let context = try await contexts.context(of: run.identity.batch)
            let input = try await input(of: run, context)
            previews.append(
                try await preview(run, input: input, context: context, pauses: material.pauses))
        }
        GatePreview.skip(&previews, needs: material.needs)
        return previews
    }

    /// The input as it would be sent; nil where the input waits for values of other runs or for secrets.
    private func input(of run: RunRecord, _ context: BatchContext) async throws(ExecutionError) -> JSONValue? {
        do {
            let stored = try await StoredContent.load(run.content?.input ?? "{}", from: services.store)
            guard InputBinding.secretReferences(in: stored).isEmpty, !context.redactedItems.contains(run.identity.item)
            else {
                return nil
            }
            let items = Set(InputBinding.itemReferences(in: stored).map(\.item))
            guard !items.isEmpty else { return stored }
            guard run.state.status != .pending else { return nil }
            let values = try await ItemResults(store: services.store, context: context).values(of: items)
            let takesAll = context.items[run.identity.item]?.spec.isOnce ?? false
            return try? InputBinding.bindItems(stored) {
                values.value(of: $0, cell: run.identity.cell ?? "", takesAllCells: takesAll)
            }
        } catch let error as StoreError {
            throw ExecutionError(error)
        } catch let refusal as GateRefusal {
            throw ExecutionError(.store, refusal.message)
        } catch {
            throw ExecutionError(.store, "\(error)")
        }
    }

    /// - Parameter input: nil where the input is not known yet.
    func preview(
        _ run: RunRecord, input: JSONValue?, context: BatchContext, pauses: Set<PauseTarget> = []
    ) async throws(ExecutionError) -> RunPreview {
        var preview = RunPreview(run: run, batchName: context.record.name, verdict: .run)
        preview.run.content = nil
        preview.isInputOpen = input == nil
        preview.place = context.attributes.places?.place(ofItem: run.identity.item)
        if let why = holding(run, pauses) {
            preview.verdict = .wait
            preview.message = why
            return preview
        }
        let scope = try await services.catalog.scope(
            organization: run.identity.organization, environment: run.identity.environment)
        let requester = try await services.catalog.requester(context.record.requester, in: scope)
        let now = services.clock.now
        if case .task(let task)? = context.items[run.identity.item]?.spec.work {
            var about = CallContext(run, origin: context.attributes.origin)
            about.isTainted = false
            judge(
                &preview, task, TaskFacts(scope: scope, requester: requester, context: about, now: now),
                context: context)
            return preview
        }
        var gate = GatePass(
            GateCase(
                run, of: context, input: input.map { .bound(BoundInput(sent: $0)) } ?? .open, in: scope,
                requester: requester, deadlines: context.deadlines(of: run, now: now), now: now,
                redactor: services.secrets.redactor),
            deferring: .preview(isInputKnown: input != nil, isStartKnown: run.state.status != .pending))
        let passed: GatePass.Passed
        do throws(GateRefusal) {
            passed = try gate.passAtOnce()
        } catch {
            refuse(&preview, error, decision: error.decision ?? gate.decision, context: context)
            return preview
        }
        allow(&preview, passed, gate)
        if let why = try await waiting(passed, of: run) {
            preview.verdict = .wait
            preview.stage = .approval
            preview.message = why
            return preview
        }
        if input != nil, run.state.status != .pending { compare(&preview, context) }
        return preview
    }

    /// Marks a run whose item expects an end that the gate decides before a call, where the call would be made. Where
    /// something is still open, that end may yet come, so nothing is said.
    private func compare(_ preview: inout RunPreview, _ context: BatchContext) {
        guard let expectations = context.items[preview.run.identity.item]?.expectations,
            expectations.wantsEndBeforeCall
        else { return }
        preview.isUnmet = true
        preview.reason = .expectationFailed
        preview.message = "expected \(expectations.wantedEnds), it would be called"
    }

    /// What an allowed call would wait for in the stage `approval`; nil where it needs no approval, or has one.
    private func waiting(_ passed: GatePass.Passed, of run: RunRecord) async throws(ExecutionError) -> String? {
        guard let words = passed.decision.approvalWords else { return nil }
        let binding = ApprovalBinding(passed, of: run, redactor: services.secrets.redactor)
        let now = services.clock.now
        let standing: ApprovalStanding
        do {
            standing = try await services.store.read { rows throws(StoreError) in
                try .of(binding, in: rows, now: now)
            }
        } catch {
            throw ExecutionError(error)
        }
        if case .approved = standing { return nil }
        return "it would wait for an approval by \(words)"
    }

    /// Why the command `run` would not take the run now; nil where it would.
    private func holding(_ run: RunRecord, _ pauses: Set<PauseTarget>) -> String? {
        switch run.state.status {
        case .running: return "it runs already"
        case .awaitingApproval: return "it waits for an approval"
        case .suspended: return "it is suspended"
        case .scheduled:
            if let due = run.state.dueAt, due > services.clock.now { return "not before \(due)" }
        default: break
        }
        var targets = [
            PauseTarget(kind: .queue, name: run.identity.queue),
            PauseTarget(kind: .organization, name: run.identity.organization),
        ]
        if let agent = run.assignment.agent {
            targets.append(
                PauseTarget(
                    kind: .agent, organization: run.identity.organization, environment: run.identity.environment,
                    name: agent))
        }
        if let provider = run.usage.provider {
            targets += ["", run.identity.environment].map {
                PauseTarget(
                    kind: .provider, organization: run.identity.organization, environment: $0, name: provider)
            }
        }
        return targets.first(where: pauses.contains).map { "\($0.kind.rawValue) '\($0.name)' is paused" }
    }

    private func allow(_ preview: inout RunPreview, _ passed: GatePass.Passed, _ gate: GatePass) {
        let (scope, deferred) = (gate.facts.scope, gate.deferral.conditions)
        if !deferred.isEmpty {
            preview.openConditions = scope.policies.openConditions(
                PolicyRequest(passed.subject, gate.facts), deferring: deferred)
        }
        preview.rules = passed.decision.deciding.map(\.rule)
        preview.limits = scope.limits.limits(
            for: passed.subject.limitSubject(in: scope, requester: gate.facts.requester)
        ).map(\.name)
    }

    /// - Parameter decision: of the refusal, or of the policy stage that allowed the call before a later stage refused
    ///   it.
    func refuse(
        _ preview: inout RunPreview, _ refusal: GateRefusal, decision: PolicyDecision?, context: BatchContext
    ) {
        preview.verdict = refusal.status == .denied ? .denied : .refused
        preview.openConditions = []
        preview.stage = refusal.stage
        preview.reason = refusal.reason
        preview.end = refusal.status
        preview.message = services.secrets.redactor.redact(refusal.message).text
        if let decision { preview.rules = decision.deciding.map(\.rule) }
        preview.place = refusal.decision?.deciding.compactMap(\.rule.place).first ?? preview.place
        preview.isExpected =
            context.items[preview.run.identity.item]?.expectations.verdict(
                status: refusal.status, reason: refusal.reason
            )
            .isExpected ?? false
    }

    /// Marks the runs that would be skipped, because a run that they need would not end as they ask.
    static func skip(_ previews: inout [RunPreview], needs: [RunNeed]) {
        guard !needs.isEmpty else { return }
        let positions = Dictionary(uniqueKeysWithValues: previews.enumerated().map { ($1.run.id, $0) })
        let dependents = Dictionary(grouping: needs, by: \.upstream)
        var ended = previews.indices.filter { previews[$0].end != nil }
        while let index = ended.popLast() {
            let upstream = previews[index]
            guard let status = upstream.end else { continue }
            for need in dependents[upstream.run.id] ?? [] where !need.condition.isMet(by: status) {
                guard let position = positions[need.run] else { continue }
                let verdict = previews[position].verdict
                guard verdict == .run || (verdict == .refused && previews[position].stage != .policy) else { continue }
                previews[position].verdict = .skipped
                previews[position].end = .skipped
                previews[position].openConditions = []
                previews[position].cause = upstream.run.id
                previews[position].message = nil
                previews[position].reason = nil
                previews[position].stage = nil
                ended.append(position)
            }
        }
    }
}
