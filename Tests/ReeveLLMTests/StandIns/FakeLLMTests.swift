import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

/// Conversations of several turns that fakellm is given as a script.
@Suite(.enabled(if: ModelServer.areInstalled, ModelServer.missing)) struct FakeLLMTests {
    private static let script = """
        version: 1
        rules:
          - name: calls
            when: {turn: 1, messages_contain: "research", tools_include: git__git_log}
            respond:
              content: "Let me look."
              tool_calls:
                - {name: git__git_log, arguments: {repo_path: "/srv/größe", max_count: 20}}
                - {name: git__git_show, arguments: {revision: "HEAD"}}
          - name: again
            when: {turn: 2, tool_result_contains: "three commits"}
            respond:
              tool_calls:
                - {name: git__git_log, arguments: {repo_path: "/", max_count: 1}}
          - name: ends
            when: {turn: 3, tool_result_contains: "no such path"}
            respond: {content: "All is well."}
        """

    @Test(arguments: [ProviderType.openai, .anthropic])
    func aConversationOfThreeTurnsIsHeldExactly(type: ProviderType) async throws {
        try await TestFolder.with { folder in
            try TestFolder.write(Array(Self.script.utf8), to: folder + "/rules.yaml")
            let words = [
                ModelServer.program("fakellm"), "serve", "--port", "0", "--config", folder + "/rules.yaml",
            ]
            try await ModelServer.with(words) { server, http in
                let client = try server.client(type, path: "/v1", http)
                var request = RecordedStream.request
                request.messages = [.user("research the repository")]

                let first = try await client.ask(request)
                #expect(first.calls.map(\.tool) == ["git/git_log", "git/git_show"])
                #expect(
                    first.calls.map(\.arguments) == [
                        ["repo_path": "/srv/größe", "max_count": 20], ["revision": "HEAD"],
                    ])
                #expect(first.text == (type == .anthropic ? "Let me look." : ""))
                request.messages.append(.assistant(text: first.text, calls: first.calls))
                request.messages.append(
                    .results(
                        first.calls.map {
                            ModelToolResult(call: $0.id, tool: $0.tool, text: "three commits", isError: false)
                        }))

                let second = try await client.ask(request)
                #expect(second.calls.map(\.arguments) == [["repo_path": "/", "max_count": 1]])
                #expect(Set((first.calls + second.calls).map(\.id)).count == 3)
                request.messages.append(.assistant(text: second.text, calls: second.calls))
                request.messages.append(
                    .results(
                        second.calls.map {
                            ModelToolResult(call: $0.id, tool: $0.tool, text: "no such path", isError: true)
                        }))

                let third = try await client.ask(request)
                #expect((third.text, third.ending, third.calls) == ("All is well.", .stop, []))
            }
        }
    }
}
