internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveStore

/// What an attempt leaves behind: its steps, and the material of its events.
struct GateRecord {
    let claimed: ClaimedRun
    let context: BatchContext
    let source: AuditEvent.Source?
    private(set) var steps: [RunStep] = []
    var subject: CallSubject?
    var decision: PolicyDecision?
    var limiter: JSONValue?
    /// The approval that the call goes by, or waits for.
    var approval: ULID?

    init(claimed: ClaimedRun, context: BatchContext, source: AuditEvent.Source?) {
        self.claimed = claimed
        self.context = context
        self.source = source
        steps.reserveCapacity(12)
    }

    mutating func add(_ kind: RunStep.Kind, _ message: String, details: JSONValue? = nil, at now: Timestamp) {
        steps.append(
            RunStep(
                run: claimed.run.id, attempt: claimed.attempt, kind: kind, message: message,
                details: details?.canonicalText, timestamp: now))
    }

    /// Adds a step for each wait, with its duration.
    mutating func add(_ waits: [CallWaits.Figure], at now: Timestamp) {
        for wait in waits { add(.info, wait.words, details: wait.details, at: now) }
    }

    /// Takes the steps that the gate's stages have left since the last call.
    mutating func take(_ gate: inout GatePass, at now: Timestamp) {
        subject = gate.subject
        decision = gate.decision
        for step in gate.takeSteps() { add(.check, step, at: now) }
    }

    /// Gives the steps since the last call, and forgets them.
    mutating func takeSteps() -> [RunStep] {
        defer { steps = [] }
        return steps
    }

    /// An event of this attempt. Texts in it are redacted already.
    func event(_ type: AuditEventType, id: String, redactor: Redactor, at now: Timestamp) -> AuditEvent {
        let run = claimed.run
        let agent = "agent:\(run.assignment.agent ?? "")@\(run.identity.organization)/\(run.identity.environment)"
        var event = AuditEvent(id: id, time: now, type: type, actor: .init(kind: .agent, id: agent))
        event.onBehalfOf = context.record.requester.description
        event.trigger = AuditEvent.Trigger(
            kind: AuditEvent.Trigger.Kind(context.attributes.origin), reference: run.identity.batch.text)
        event.source = source
        event.organization = run.identity.organization
        event.environment = run.identity.environment
        event.subject = agent
        switch run.identity.kind {
        case .toolRun:
            event.action = PolicyAction.toolInvoke.rawValue
            event.target = run.assignment.tool.map { "tool:" + $0 }
        case .task:
            event.action = PolicyAction.taskExecute.rawValue
            event.target = agent
        }
        event.runID = run.id.text
        event.attempt = claimed.attempt
        event.effectID = run.identity.effectID
        event.pinDigest = subject?.pin
        event.limiterState = limiter
        event.approvalID = approval?.text
        if let subject, type != .runFinished {
            // The event of the end has no arguments: it refers to the start, which has them.
            let arguments = subject.shownInput ?? .object(subject.input)
            let (redacted, markers) = redactor.redact(arguments)
            // The digest is that of the redacted text. With the digest of a secret anyone could try out values.
            event.argumentDigest = ContentDigest.of(redacted)
            event.arguments = redacted
            event.redactions = GateRecord.redactions(markers)
        }
        if let decision { add(decision, to: &event) }
        return event
    }

    private func add(_ decision: PolicyDecision, to event: inout AuditEvent) {
        event.decision = decision.isAllowed ? .allow : .deny
        event.policySetDigest = decision.policySet
        event.ruleIDs = decision.deciding.map(\.rule.rule)
        event.policyIDs = decision.deciding.map(\.rule.policy.description)
        let places = decision.deciding.compactMap(\.rule.place)
        if !places.isEmpty { event.context = ["rules": JSONValue(places)] }
    }

    static func redactions(_ markers: RedactionMarkers) -> [AuditEvent.Redaction]? {
        guard !markers.isEmpty else { return nil }
        return markers.sorted.map { AuditEvent.Redaction(kind: $0.kind, count: $0.count) }
    }
}
