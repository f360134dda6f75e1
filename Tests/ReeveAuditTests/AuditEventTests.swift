import ReeveAudit
import ReeveJSON
import Testing

@Suite struct AuditEventTests {
    private func fullEvent() -> AuditEvent {
        var event = AuditEvent(
            id: "01JX0000000000000000000001", time: SampleLog.start, type: .runDenied,
            actor: .init(kind: .serviceAccount, id: "service-account:ci@acme"))
        event.sequence = 41
        event.onBehalfOf = "user:anna"
        event.trigger = .init(kind: .schedule, reference: "nightly@2026-03-01T08:00:00Z")
        event.source = .init(host: "ci-1", osUser: "runner")
        event.organization = "acme"
        event.environment = "prod"
        event.subject = "agent:triage@acme/prod"
        event.action = "tool.invoke"
        event.target = "tool:git/git_push"
        event.decision = .deny
        event.ruleIDs = ["no-push"]
        event.policyIDs = ["guardrails"]
        event.policySetDigest = .of([1])
        event.object = "acme/prod/Agent/triage"
        event.revision = 7
        event.runID = "run"
        event.stepID = "step"
        event.attempt = 2
        event.effectID = "effect"
        event.approvalID = "approval"
        event.traceID = "trace"
        event.pinDigest = .of([2])
        event.argumentDigest = .of([3])
        event.arguments = ["path": "/a", "n": [1, true]]
        event.limiterState = ["tokens": 3]
        event.outcome = "denied"
        event.reasonCode = "policy.denied"
        event.duration = .microseconds(1_234)
        event.redactions = [.init(kind: "bearer", count: 2)]
        event.context = ["z": "é\n\"", "a": .null]
        return event
    }

    @Test func fullEventSurvivesItsBytes() throws {
        let event = fullEvent()
        #expect(try AuditEvent(decoding: event.canonicalBytes) == event)
        #expect(event.entryBytes(sequence: 41) == event.canonicalBytes)
    }

    @Test func encodedMembersAreInCanonicalOrder() throws {
        let bytes = fullEvent().canonicalBytes
        // Parsing sorts the members; a writer that forgot an order or an escape would give other bytes.
        #expect(try JSONParser.parse(bytes).canonicalBytes == bytes)
        #expect(try JSONParser.parse(bytes).object?.count == 38)
    }

    @Test func smallestEventIsPinned() {
        let event = AuditEvent(
            id: "01JX", time: SampleLog.start, type: .storeInitialized, actor: .init(kind: .system, id: "reeve"))
        let text = String(decoding: event.entryBytes(sequence: 0), as: UTF8.self)
        #expect(
            text
                == #"{"actor_id":"reeve","actor_kind":"system","event_type":"store.initialized","id":"01JX","#
                + #""schema_version":1,"sequence":0,"time":"2026-03-01T08:00:00.000000Z"}"#)
    }

    @Test func eventTypesAreNounDotVerb() {
        for type in AuditEventType.allCases {
            let parts = type.rawValue.split(separator: ".", omittingEmptySubsequences: false)
            #expect(
                parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLowercase || $0 == "_" } })
        }
    }

    @Test(arguments: [
        ("", AuditError.Code.invalidEvent), ("[]", .invalidEvent), ("{}", .invalidEvent),
        (#"{"schema_version":2}"#, .unsupportedVersion),
        (
            #"{"actor_id":"a","actor_kind":"x","event_type":"run.denied","id":"i","schema_version":1,"time":"2026-03-01T08:00:00.000000Z"}"#,
            .invalidEvent
        ),
        (
            #"{"actor_id":"a","actor_kind":"os","event_type":"run.dined","id":"i","schema_version":1,"time":"2026-03-01T08:00:00.000000Z"}"#,
            .invalidEvent
        ),
        (
            #"{"actor_id":"a","actor_kind":"os","event_type":"run.denied","id":"i","more":1,"schema_version":1,"time":"2026-03-01T08:00:00.000000Z"}"#,
            .invalidEvent
        ),
        (
            #"{"actor_id":"a","actor_kind":"os","event_type":"run.denied","id":"i","schema_version":1,"time":"2026-03-01T08:00:00Z"}"#,
            .invalidEvent
        ),
        (
            #"{"actor_id":"a","actor_kind":"os","event_type":"run.denied","id":"i","schema_version":1,"source_host":"h","time":"2026-03-01T08:00:00.000000Z"}"#,
            .invalidEvent
        ),
        (
            #"{"actor_id":"a","actor_kind":"os","event_type":"run.denied","id":"i","schema_version":1,"sequence":-1,"time":"2026-03-01T08:00:00.000000Z"}"#,
            .invalidEvent
        ),
        (
            #"{"actor_id":"a","actor_kind":"os","event_type":"run.denied","id":"i","rule_ids":[1],"schema_version":1,"time":"2026-03-01T08:00:00.000000Z"}"#,
            .invalidEvent
        ),
    ])
    func malformedEventsAreRefused(text: String, code: AuditError.Code) {
        #expect { try AuditEvent(decoding: Array(text.utf8)) } throws: { ($0 as? AuditError)?.code == code }
    }
}
