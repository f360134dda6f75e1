import ReeveModel
import Testing

@Suite struct RunStatusTests {
    @Test func aFinishedRunStaysFinished() {
        for status in RunStatus.allCases where status.isTerminal { #expect(status.successors.isEmpty) }
    }

    @Test func everyRunCanEndAndBeCancelled() {
        for status in RunStatus.allCases where !status.isTerminal {
            #expect(status.canBecome(.cancelled), "\(status)")
            // The same request, where an earlier attempt may have had its effect.
            #expect(status.canBecome(.interrupted), "\(status)")
        }
    }

    @Test func onlyClaimableStatesBecomeRunning() {
        #expect(Set(RunStatus.allCases.filter { $0.canBecome(.running) }) == [.ready, .retryable])
    }
}
