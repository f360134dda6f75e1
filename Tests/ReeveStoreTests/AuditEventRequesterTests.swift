import ReeveAudit
import ReeveModel
import ReeveStore
import Testing

@Suite struct AuditEventRequesterTests {
    @Test(
        arguments: [
            ("user:anna", .user), ("service-account:ci@acme", .serviceAccount),
            ("os:anna@build-7", .operatingSystemUser),
            ("somebody", .operatingSystemUser),
        ] as [(String, AuditEvent.Actor.Kind)])
    func aRequesterActsUnderItsOwnText(text: String, kind: AuditEvent.Actor.Kind) {
        #expect(AuditEvent.Actor(Requester(text)) == AuditEvent.Actor(kind: kind, id: text))
    }
}
