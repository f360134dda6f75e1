import ReeveAudit
import ReeveJSON
import Testing

@Suite struct AuditLogHeadTests {
    @Test func headKnowsWhenACheckpointIsDue() async throws {
        var log = try await SampleLog.make(0, signedAt: [])
        let start = SampleLog.start
        #expect(!log.head.isCheckpointDue(now: start))
        log.append(SampleLog.event(0))
        #expect(log.head.isCheckpointDue(now: start))
        try await log.sign()
        let signedAt = start.advanced(by: .seconds(1))
        #expect(!log.head.isCheckpointDue(now: signedAt.advanced(by: .seconds(600))))
        log.append(SampleLog.event(1))
        #expect(!log.head.isCheckpointDue(now: signedAt.advanced(by: .seconds(59))))
        #expect(log.head.isCheckpointDue(now: signedAt.advanced(by: .seconds(60))))
        #expect(log.head.isCheckpointDue(now: signedAt, entries: 1))
        #expect(try AuditLogHead(json: log.head.json) == log.head)
        // The same checkpoint again does not follow itself.
        let first = log.checkpoints[0].checkpoint
        #expect(throws: AuditError.self) { try log.head.record(first) }
    }
}
