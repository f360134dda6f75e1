import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// Lists and results of tools.
@Suite struct MCPSessionToolsTests {
    @Test(arguments: [
        ("same-cursor-new-tools", MCPError.Code.endlessList), ("endless-cursor", .endlessList),
        ("many-tools", .endlessList), ("odd-cursor", .invalidAnswer), ("odd-list", .invalidAnswer),
    ])
    func badListsAreRefused(mode: String, code: MCPError.Code) async throws {
        var options = SessionOptions()
        options.limits.listPagesMax = 100
        try await StandIn.withSession(mode, options: options) { session, _ async throws in
            #expect(await errorOf { try await session.listTools() }?.code == code)
            #expect(session.isReusable)
        }
    }

    @Test(arguments: ["odd-result", "list-result", "odd-result-type"])
    func anAnswerOfAnotherShapeIsInvalid(tool: String) async throws {
        try await StandIn.withSession { session, _ async throws in
            #expect(await errorOf { try await session.callTool(tool) }?.code == .invalidAnswer)
        }
    }

    @Test func aFailedToolIsAResult() async throws {
        try await StandIn.withSession { session, _ async throws in
            let result = try await session.callTool("failing")
            #expect(result.isError)
            #expect(result.text == "it did not work")
        }
    }

    @Test func theEmptyTextEndsTheListOfALegacyServerAndIsACursorOfAModernOne() async throws {
        try await StandIn.withSession("empty-cursor") { session, _ async throws in
            #expect(try await session.listTools().map(\.name) == ["a"])
        }
        try await StandIn.withSession("empty-cursor", "2026-07-28") { session, _ async throws in
            #expect(try await session.listTools().map(\.name) == ["a", "b", "c"])
        }
    }

    @Test func aRepeatedCursorWithNothingNewEndsTheListWithAFinding() async throws {
        try await StandIn.withSession("same-cursor") { session, _ async throws in
            #expect(try await session.listTools().map(\.name) == ["a"])
            #expect(session.counters.repeatedCursors == 1)
        }
    }

    @Test func entriesAreGivenAsTheyAreListed() async throws {
        try await StandIn.withSession("two-of-one-name") { session, _ async throws in
            let names = ["a", "b", "b", "", String(repeating: "n", count: 129), String(repeating: "n", count: 128), ""]
            #expect(try await session.listTools().map(\.name) == names)
            #expect(session.counters.repeatedCursors == 0)
        }
    }

    @Test func aServerWithoutToolsIsNotAsked() async throws {
        try await StandIn.withSession("no-tools", "odd-list") { session, _ async throws in
            #expect(try await session.listTools().isEmpty)
        }
    }
}
