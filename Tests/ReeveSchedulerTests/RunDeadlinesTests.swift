import ReeveJSON
import ReeveModel
import ReeveScheduler
import Testing

@Suite struct RunDeadlinesTests {
    private let start = Timestamp(microseconds: 1_763_700_000_000_000)

    @Test func theFirstDeadlineCounts() {
        let deadlines = RunDeadlines(
            firstStart: start, createdAt: start, batch: start.advanced(by: .seconds(600)), queue: .seconds(5))
        #expect(deadlines.end == start.advanced(by: .seconds(600)))
        #expect(deadlines.passed(at: start.advanced(by: .seconds(4)), isFirstAttempt: true) == nil)
        #expect(deadlines.passed(at: start.advanced(by: .seconds(5)), isFirstAttempt: true) == .timeoutQueue)
        #expect(deadlines.passed(at: start.advanced(by: .seconds(5)), isFirstAttempt: false) == nil)
        #expect(deadlines.passed(at: start.advanced(by: .seconds(600)), isFirstAttempt: false) == .cancelledBatch)
        #expect(deadlines.reason(ofTimeoutAt: start.advanced(by: .seconds(30))) == .timeoutAttempt)
        let alone = RunDeadlines(firstStart: start, createdAt: start)
        #expect(alone.passed(at: start.advanced(by: .seconds(3_600)), isFirstAttempt: false) == .timeoutTotal)
        #expect(alone.attemptEnd(timeout: .seconds(7_200), now: start) == alone.total)
        #expect(RunDeadlines.timeout(item: nil, tool: nil, connection: nil) == .seconds(30))
        #expect(RunDeadlines.timeout(item: nil, tool: .seconds(2), connection: .seconds(9)) == .seconds(2))
    }
}
