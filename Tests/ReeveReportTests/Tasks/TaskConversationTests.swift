import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import ReeveStoreSQL
import Testing

@Suite struct TaskConversationTests {
    @Test func conversationIsToldByTurnsWithWhatWasDeniedAndByWhichRule() async throws {
        let report = try await SampleTasks.report(SampleTasks.team)
        let note = try #require(report.runs.first)
        let conversation = try #require(note.conversation)
        #expect(conversation.turns == 2 && conversation.requests == 2 && conversation.callsSent == 1)
        #expect(conversation.isTainted && conversation.fallbacks == 0 && conversation.repairs == 0)
        let parts = conversation.parts
        #expect(parts.count == 3)
        guard case .prompt(let prompt) = parts[0], case .turn(1, _, let calls) = parts[1],
            case .turn(2, _, []) = parts[2]
        else {
            Issue.record("other parts: \(parts)")
            return
        }
        guard case .prompt(let system, let user, false) = prompt.content else {
            Issue.record("no prompt")
            return
        }
        #expect(system?.hasPrefix("You are") == true && user.hasPrefix("Write a health note"))
        #expect(calls.map(\.callState) == [.answered, .refused])
        #expect(calls[1].deniedBy?.names == ["acme/guardrails/history-is-not-rewritten"])
        #expect(calls[1].deniedBy?.places == ["manifests/acme/policies.yaml:9"])
        #expect(note.refusal == nil && note.taskMarks == ["1 call refused", "tainted"])
    }

    @Test func fallbacksRepairsAndCapsAreCounted() async throws {
        let report = try await SampleTasks.report(SampleTasks.team)
        let fell = try #require(report.runs[1].conversation)
        #expect(fell.fallbacks == 2 && fell.repairs == 1 && fell.failedRequests == 2 && fell.turns == 2)
        let review = report.runs[2]
        #expect(review.cap == .limitRepeats && review.callsSent == 3)
        #expect(review.taskMarks == ["cap limit.repeats"])
        #expect(report.callsSent == 4 && report.modelRequests == 10)
    }

    @Test func textsBeyondTheBoundAreLeftOutAndTheReportSaysSo() async throws {
        try await SampleReport.withStore { store in
            var sample = SampleTasks(SampleTasks.many(3, resultBytes: 8_000))
            try await sample.run(on: store)
            let id = sample.batch.id
            let report = try await store.read { rows throws(StoreError) in
                try RunReportBuilder.build(batch: id, reading: rows, options: .init(outputBytesMax: 100_000))
            }
            #expect(report.runs.map { $0.conversation?.isShortened } == [false, true, true])
            #expect(report.notes.contains { $0.hasPrefix("texts of 2 conversations left out") })
            let last = try #require(report.runs.last?.conversation)
            #expect(last.turns == 9 && last.callsSent == 8, "the figures do not need the texts")
            #expect(ReportPage(report).text.contains("Left out for its size"))
        }
    }

    @Test func contentAboveTheRowBoundIsReadFromItsPayload() async throws {
        let report = try await SampleTasks.report(SampleTasks.many(1, resultBytes: 70_000))
        let exchanges = try #require(report.runs.first?.conversation?.exchanges)
        let results = exchanges.compactMap { exchange -> Int? in
            if case .call(_, let result?) = exchange.content { result.text.utf8.count } else { nil }
        }
        #expect(results.count == 8 && results.allSatisfy { $0 > 69_000 })
    }
}
