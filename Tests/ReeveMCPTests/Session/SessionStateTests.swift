import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// What each message of a server means for a session.
@Suite struct SessionStateTests {
    @Test func answersWithAForeignIDAreIgnored() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("wrong-id").text == "right")
            #expect(session.counters.foreignAnswers == 12)
        }
    }

    @Test func aSecondAnswerIsIgnored() async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(try await session.callTool("twice").text == "first")
            #expect(try await session.callTool("echo").structuredContent == [:])
            #expect(session.counters.lateAnswers == 1)
        }
    }

    @Test func progressFloodsAreBounded() async throws {
        let notes = Notes()
        try await StandIn.withSession { session, _ async throws in
            let result = try await session.callTool("flood-progress") { note in notes.add(note) }
            #expect(result.text == "flooded")
            #expect(notes.all.count == 1_000)
            #expect(notes.all.map(\.progress) == (0..<1_000).map(Double.init))
            #expect(notes.all.last?.total == 20_000)
            #expect(session.counters.droppedProgressNotes == 19_003)
        }
    }

    @Test func progressOfNoCallIsDropped() async throws {
        let notes = Notes()
        try await StandIn.withSession { session, _ async throws in
            _ = try await session.callTool("foreign-progress") { note in notes.add(note) }
            #expect(notes.all.isEmpty)
            #expect(session.counters.droppedProgressNotes == 3)
        }
    }

    @Test func pingIsAnsweredAndEverythingElseDeclined() async throws {
        try await StandIn.withSession { session, _ async throws in
            let text = try await session.callTool("ask-client").text
            let answers = try JSONParser.parse(text ?? "").array ?? []
            #expect(answers.count == 4)
            #expect(answers.first == ["jsonrpc": "2.0", "id": "s0", "result": [:]])
            for (index, answer) in answers.enumerated().dropFirst() {
                #expect(answer["id"] == .string("s\(index)"))
                #expect(answer["error"]?["code"] == -32601)
            }
            #expect(session.counters.declinedRequests == 3)
        }
    }

    @Test func aChangedToolListIsNoticed() async throws {
        let seen = Notes()
        var options = SessionOptions()
        options.notificationSink = { method, _ in seen.add(line: method) }
        try await StandIn.withSession(options: options) { session, _ async throws in
            _ = try await session.callTool("list-changed")
            #expect(session.counters.toolListChanges == 1)
            #expect(seen.lines == ["notifications/tools/list_changed"])
        }
    }
}
