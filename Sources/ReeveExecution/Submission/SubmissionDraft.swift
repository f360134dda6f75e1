internal import ReeveAudit
internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore
internal import ReeveTemplate

/// A submission on its way into the store.
struct SubmissionDraft {
    let services: ExecutionServices
    let request: SubmissionRequest
    let scope: ExecutionScope
    let requester: ResolvedRequester
    let spec: BatchSpec
    let now: Timestamp
    private(set) var batch: BatchRecord
    var runs: [RunRecord] = []
    private var needs: [RunNeed] = []
    var objects: [RunObject] = []
    private var denials: [AuditEvent] = []
    private(set) var denied: [DeniedRun] = []
    var payloads: [(bytes: [UInt8], digest: ContentDigest)] = []
    /// The inputs as they are sent, for runs whose rows hold only the redacted form.
    private(set) var held: [ULID: JSONValue] = [:]
    private let redactedItems: Set<String>
    /// The templates that tasks of the batch have got, by name.
    var templates: [String: TemplateDocument] = [:]

    init(
        services: ExecutionServices, request: SubmissionRequest, scope: ExecutionScope, requester: ResolvedRequester,
        spec: BatchSpec, now: Timestamp
    ) throws(ExecutionError) {
        self.services = services
        self.request = request
        self.scope = scope
        self.requester = requester
        self.spec = spec
        self.now = now
        let kept = SubmissionDraft.kept(request.spec, spec, scope: scope, redactor: services.secrets.redactor)
        redactedItems = Set(kept.redacted)
        let attributes = BatchAttributes(
            origin: request.origin, budget: spec.budget, places: SubmissionDraft.places(spec, request),
            redactedItems: kept.redacted)
        let definition = StoredContent(kept.spec)
        batch = BatchRecord(
            id: services.random.nextID(services.clock), organization: request.organization,
            environment: request.environment, name: request.name, queue: spec.queue,
            definitionDigest: ContentDigest.of(kept.spec), definition: definition.text,
            idempotencyKey: request.idempotencyKey, concurrency: spec.concurrency,
            priority: spec.priority,
            deadline: spec.deadline.map(now.advanced(by:)), requester: request.requester,
            attributes: attributes.json.canonicalText, createdAt: now)
        if let payload = definition.payload { payloads.append(payload) }
    }

    /// The definition as it is stored, and the names of the items whose inputs are stored in redacted form only.
    private static func kept(
        _ definition: JSONValue, _ spec: BatchSpec, scope: ExecutionScope, redactor: Redactor
    ) -> (spec: JSONValue, redacted: [String]) {
        var redacted: [String] = []
        var items = definition["items"]?.array ?? []
        for (index, item) in spec.items.enumerated() where items.indices.contains(index) {
            guard case .toolRun(let declared) = item.work,
                scope.declarations[declared.tool.unversioned]?.spec.takesSecretText == true,
                var object = items[index].object, var toolRun = object["toolRun"]?.object, let input = toolRun["input"]
            else { continue }
            let (text, markers) = redactor.redact(input)
            guard !markers.isEmpty else { continue }
            redacted.append(item.name)
            toolRun["input"] = text
            object["toolRun"] = .object(toolRun)
            items[index] = .object(object)
        }
        guard !redacted.isEmpty, var whole = definition.object else { return (definition, []) }
        whole["items"] = .array(items)
        return (.object(whole), redacted)
    }

    var submission: BatchSubmission {
        BatchSubmission(batch: batch, runs: runs, needs: needs, objects: objects)
    }

    /// Where the items and their expectations stand in the file; nil where the request came from no file.
    private static func places(_ spec: BatchSpec, _ request: SubmissionRequest) -> BatchPlaces? {
        guard let file = request.locate(JSONPointer())?.file else { return nil }
        var lines: [String: [Int]] = [:]
        for (index, item) in spec.items.enumerated() {
            let pointer = JSONPointer(tokens: ["items", String(index)])
            let expectations = item.expectations.indices.map { pointer.appending("expect").appending($0) }
            lines[item.name] = ([pointer] + expectations).compactMap { request.locate($0)?.start.line }
        }
        return BatchPlaces(file: file, lines: lines)
    }

    mutating func add(_ expansion: BatchExpansion) {
        // The digest of the expansion covers the matrix files too. A key that is used again after a file has changed is
        // therefore a conflict.
        batch.requestDigest = ContentDigest.of([
            "environment": .string(request.environment), "expansion": .string(expansion.digest.description),
            "name": .string(request.name), "organization": .string(request.organization),
        ])
        switch spec.maximumFailures {
        case .count(let count): batch.maxFailures = count
        case .share(let share): batch.maxFailures = expansion.runs.count * share / 100
        case nil: batch.maxFailures = nil
        }
        let ids = expansion.runs.map { _ in services.random.nextID(services.clock) }
        runs.reserveCapacity(ids.count)
        for (index, planned) in expansion.runs.enumerated() {
            let item = expansion.items[planned.item]
            add(planned, item, id: ids[index])
            for need in planned.needs {
                let condition = RunNeed.Condition(rawValue: need.condition.rawValue) ?? .succeeded
                needs.append(RunNeed(run: ids[index], upstream: ids[need.run], condition: condition))
            }
        }
    }

    private mutating func add(_ planned: BatchExpansion.Run, _ item: BatchSpec.Item, id: ULID) {
        switch item.work {
        case .toolRun(let toolRun): add(planned, item, toolRun, id: id)
        case .task(let task): add(planned, item, task, id: id)
        }
    }

    /// Where a run begins: waiting for others, for its time, or ready.
    func firstStatus(_ planned: BatchExpansion.Run, _ item: BatchSpec.Item) -> RunStatus {
        if !planned.needs.isEmpty { return .pending }
        if let notBefore = item.notBefore, notBefore > now { return .scheduled }
        return .ready
    }

    private mutating func add(
        _ planned: BatchExpansion.Run, _ item: BatchSpec.Item, _ toolRun: BatchSpec.ToolRun, id: ULID
    ) {
        var input = planned.input
        if redactedItems.contains(item.name) {
            held[id] = input
            input = services.secrets.redactor.redact(input).value
        }
        let content = StoredContent(input)
        if let payload = content.payload { payloads.append(payload) }
        let declaration = scope.declarations[toolRun.tool.unversioned]
        var run = RunRecord(
            id: id, batch: batch.id, organization: request.organization, environment: request.environment,
            queue: spec.queue, item: item.name, cell: planned.cell.nonEmpty, title: item.title,
            description: item.description,
            priority: item.priority ?? spec.priority,
            isIdempotent: declaration?.spec.isIdempotent ?? false,
            hasReadBack: declaration?.spec.readBack != nil, agent: toolRun.agent,
            tool: toolRun.tool.description, status: firstStatus(planned, item),
            dueAt: item.notBefore.flatMap { $0 > now ? $0 : nil },
            effectID: "ef-" + id.text, createdAt: now, content: RunContent(input: content.text))
        if let refusal = refusal(planned, toolRun) {
            deny(&run, refusal, expecting: item.expectations, cell: planned.cell)
        }
        runs.append(run)
        guard !run.state.status.isTerminal else { return }
        var needed = [scope.environmentUID]
        if let agent = scope.agents[toolRun.agent] { needed.append(agent.uid) }
        if let connection = scope.connections[toolRun.tool.connection] { needed.append(connection.uid) }
        if let declaration { needed.append(declaration.uid) }
        objects += needed.map { RunObject(run: id, object: $0) }
    }

    /// A refusal that no later fact can change; nil where the gate has to decide at the call.
    private func refusal(_ planned: BatchExpansion.Run, _ toolRun: BatchSpec.ToolRun) -> GateRefusal? {
        let isInputKnown = !planned.takesFromItems && InputBinding.secretReferences(in: planned.input).isEmpty
        let deferral = GateDeferral.submission(isInputKnown: isInputKnown)
        let facts = GateCase(
            agent: toolRun.agent, tool: toolRun.tool.description, input: .bound(BoundInput(sent: planned.input)),
            in: scope, requester: requester, context: CallContext(origin: request.origin), now: now,
            redactor: services.secrets.redactor)
        var gate = GatePass(facts, deferring: deferral)
        do throws(GateRefusal) {
            _ = try gate.passAtOnce()
            return nil
        } catch {
            // A deferred stage leaves its question to the gate: a missing tool may still be synced, a disabled agent
            // enabled.
            return deferral.stages.contains(error.stage) ? nil : error
        }
    }

    mutating func deny(
        _ run: inout RunRecord, _ refusal: GateRefusal, expecting expectations: [BatchSpec.Expectation], cell: String
    ) {
        let message = services.secrets.redactor.redact(refusal.message).text
        let verdict =
            (try? ExpectationEvaluator(expectations))?.verdict(status: .denied, reason: .policyDenied)
            ?? ExpectationEvaluator.Verdict(status: .denied, reason: .policyDenied)
        run.state.status = verdict.status
        run.state.reason = verdict.reason
        run.state.isExpected = verdict.isExpected
        run.state.errorText = message
        run.state.endedAt = now
        run.state.readyAt = nil
        run.state.dueAt = nil
        run.usage.policySetDigest = scope.policies.digest
        denied.append(DeniedRun(item: run.identity.item, cell: cell, message: message, decision: refusal.decision))
        var event = SubmissionDraft.event(.runDenied, request: request, services: services, now: now)
        event.subject = "agent:\(run.assignment.agent ?? "")@\(request.organization)/\(request.environment)"
        switch run.identity.kind {
        case .toolRun:
            event.action = PolicyAction.toolInvoke.rawValue
            event.target = "tool:" + (run.assignment.tool ?? "")
        case .task:
            event.action = PolicyAction.taskExecute.rawValue
            event.target = event.subject
        }
        event.decision = .deny
        event.policySetDigest = scope.policies.digest
        event.ruleIDs = refusal.decision?.deciding.map(\.rule.rule)
        event.policyIDs = refusal.decision?.deciding.map(\.rule.policy.description)
        event.runID = run.id.text
        event.effectID = run.identity.effectID
        event.outcome = run.state.status.rawValue
        event.reasonCode = run.state.reason?.rawValue
        var context: JSONObject = ["message": .string(message), "stage": "submission"]
        let places = refusal.decision?.deciding.compactMap(\.rule.place) ?? []
        if !places.isEmpty { context["rules"] = JSONValue(places) }
        event.context = context
        denials.append(event)
    }

    func events(runs count: Int) -> [AuditEvent] {
        var event = SubmissionDraft.event(.batchSubmitted, request: request, services: services, now: now)
        event.target = "batch:" + batch.id.text
        event.policySetDigest = scope.policies.digest
        event.context = [
            "definition": .string(batch.definitionDigest.description), "denied": JSONValue(denied.count),
            "name": .string(batch.name), "runs": JSONValue(count),
        ]
        return [event] + denials
    }

    static func event(
        _ type: AuditEventType, request: SubmissionRequest, services: ExecutionServices, now: Timestamp
    ) -> AuditEvent {
        var event = AuditEvent(
            id: services.random.nextID(services.clock).text, time: now, type: type,
            actor: AuditEvent.Actor(request.requester))
        event.subject = request.requester.description
        event.organization = request.organization
        event.environment = request.environment
        event.source = services.source
        event.trigger = AuditEvent.Trigger(kind: AuditEvent.Trigger.Kind(request.origin))
        return event
    }
}
