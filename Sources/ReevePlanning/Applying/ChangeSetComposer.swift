internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// Turns a plan into the change set that the store writes: objects, pins, revision and events.
struct ChangeSetComposer {
    let sealed: SealedPlan
    let request: ApplyRequest
    private var plan: Plan { sealed.plan }

    init(_ sealed: SealedPlan, request: ApplyRequest) {
        self.sealed = sealed
        self.request = request
    }

    var changeSet: ObjectChangeSet {
        let byKey = plan.changes.sorted { $0.key < $1.key }
        return ObjectChangeSet(
            store: plan.base.store, baseSerial: plan.base.serial,
            changesByKey: OnDemand(count: byKey.count) { [self] in objectChange(byKey[$0]) },
            expectedGenerations: plan.reads, neededScopes: neededScopes, pins: plan.pins.map(pinChange),
            revision: revision,
            documents: documents, events: plan.isEmpty ? [] : events, cancelsRuns: request.cancelsRuns, now: request.now
        )
    }

    /// The organizations and environments of all objects that the plan writes.
    private var neededScopes: Set<ObjectKey> {
        var scopes: Set<Scope> = []
        var last = Scope.global
        for change in plan.changes where change.action != .delete && change.action != .forget {
            let scope = change.finalKey.scope
            if scope != last { scopes.insert(scope) }
            last = scope
        }
        return Set(scopes.flatMap(\.objectKeys))
    }

    private func objectChange(_ change: PlannedChange) -> ObjectChange {
        ObjectChange(
            action(change.action), change.key, expectedGeneration: change.expectedGeneration,
            expectedUID: change.expectedUID, newKey: change.newKey,
            content: change.action == .move ? nil : change.after.map { content($0, of: change) },
            movedUniqueKeys: change.action == .move ? uniqueKeys(of: change) : [])
    }

    private func action(_ action: PlannedAction) -> ObjectChange.Action {
        switch action {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .replace: .replace
        case .adopt: .adopt
        case .rename: .rename
        case .move: .move
        case .forget: .forget
        }
    }

    private func content(_ content: PlannedChange.Content, of change: PlannedChange) -> ObjectContent {
        ObjectContent(
            metadata: content.metadata, spec: content.spec, digest: content.digest, owningSet: plan.set,
            isDeclared: true,
            protection: .init(rawValue: content.protectionName) ?? .none,
            references: change.references.map { ReferenceTarget(field: $0.pointer, target: $0.target) },
            uniqueKeys: uniqueKeys(of: change),
            source: change.source.map { source in
                .init(file: source.file, line: source.line, lines: lines(of: source))
            })
    }

    private func uniqueKeys(of change: PlannedChange) -> [StoredUniqueKey] {
        change.uniqueKeys.map { .init(name: $0.name, scope: $0.scope, value: $0.value) }
    }

    private func lines(of source: ObjectSource) -> String {
        if source.lines.isEmpty { return "{}" }
        let lines = JSONObject(source.lines.map { JSONObject.Member(key: $0.key, value: JSONValue($0.value)) })
        return JSONValue.object(lines).canonicalText
    }

    private func pinChange(_ pin: PlannedPin) -> PinChange {
        PinChange(
            target: PinTarget(
                organization: pin.address.organization, environment: pin.address.environment, address: pin.address.name),
            digest: pin.after)
    }

    private var revision: RevisionDraft {
        var counts = JSONObject()
        for (action, count) in plan.summary.byAction { counts[action.rawValue] = JSONValue(count) }
        if !plan.pins.isEmpty { counts["pin"] = JSONValue(plan.pins.count) }
        return RevisionDraft(
            set: plan.set, planID: plan.id, planDigest: sealed.digest, inputDigest: plan.inputDigest,
            actor: request.actor.id, approver: request.approver, gitCommit: request.gitCommit,
            counts: JSONValue.object(counts).canonicalText)
    }

    private var documents: OnDemand<String> {
        let plan = plan
        return OnDemand(count: plan.changes.count) { PlanJSONWriter.text(of: plan.changes[$0], in: plan) }
    }

    /// One event for the plan, one for each object, and one for the pins.
    private var events: OnDemand<AuditEvent> {
        let count = plan.changes.count
        return OnDemand(count: 1 + count + (plan.pins.isEmpty ? 0 : 1)) { [self] index in
            switch index {
            case 0: planEvent
            case ...count: event(of: plan.changes[index - 1])
            default: pinEvent
            }
        }
    }

    private var planEvent: AuditEvent {
        var applied = AuditEvent(id: "", time: request.now, type: .planApplied, actor: request.actor)
        applied.outcome = "succeeded"
        applied.context = [
            "plan_id": .string(plan.id.text), "plan_digest": .string(sealed.digest.description),
            "input_digest": .string(plan.inputDigest.description), "set": .string(plan.set),
            "approver": JSONValue(request.approver),
        ]
        return applied
    }

    private func event(of change: PlannedChange) -> AuditEvent {
        var event = AuditEvent(id: "", time: request.now, type: type(of: change.action), actor: request.actor)
        event.organization = change.finalKey.organization
        event.environment = change.finalKey.environment
        event.object = change.finalKey.description
        event.outcome = "succeeded"
        var context = JSONObject()
        if let before = change.before { context["before_digest"] = .string(before.digest.description) }
        if let after = change.after { context["after_digest"] = .string(after.digest.description) }
        if change.newKey != nil { context["former_path"] = .string(change.key.description) }
        if !change.risks.isEmpty { context["risks"] = JSONValue(change.risks.map(\.risk.rawValue)) }
        event.context = context
        return event
    }

    private var pinEvent: AuditEvent {
        var event = AuditEvent(id: "", time: request.now, type: .pinsChanged, actor: request.actor)
        event.context = ["count": JSONValue(plan.pins.count)]
        return event
    }

    private func type(of action: PlannedAction) -> AuditEventType {
        switch action {
        case .create: .objectCreated
        case .update: .objectUpdated
        case .delete: .objectDeleted
        case .replace: .objectReplaced
        case .adopt: .objectAdopted
        case .rename, .move: .objectRenamed
        case .forget: .objectForgotten
        }
    }
}
