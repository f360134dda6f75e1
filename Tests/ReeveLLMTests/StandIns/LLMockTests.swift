import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

/// What llmock, which sees every attempt and its time, says of the client.
@Suite(.enabled(if: ModelServer.areInstalled, ModelServer.missing)) struct LLMockTests {
    private static let faults: [Named<JSONValue>] = [
        Named("429 twice", ["type": "fail", "status": 429, "retry_after": 1, "times": 2]),
        Named("500", ["type": "fail", "status": 500]),
        Named("529", ["type": "fail", "status": 529]),
        Named("truncated", ["type": "stream_fault", "kind": "truncate", "after_chunks": 2]),
        Named("malformed", ["type": "stream_fault", "kind": "malformed", "after_chunks": 2]),
        Named("disconnected", ["type": "stream_fault", "kind": "disconnect", "after_chunks": 2]),
        Named("stalled", ["type": "stream_fault", "kind": "stall", "after_chunks": 2, "stall_seconds": 120]),
    ]

    private static let words = [
        ModelServer.program("llmock"), "serve", "--host", "127.0.0.1", "--port", "0", "--response-style", "echo",
    ]

    static let forms: [(ProviderType, String)] = [(.openai, "/v1"), (.anthropic, "/anthropic/v1")]

    @Test(arguments: forms) func theClientIsResilient(type: ProviderType, path: String) async throws {
        try await ModelServer.with(Self.words) { server, http in
            let client = try server.client(type, path: path, http)
            for fault in Self.faults {
                _ = try await server.administer(http, "POST", "/_llmock/scenario", ["behaviors": [fault.value]])
                let request = ModelRequest(model: "m", messages: [.user("größe with \(fault.name)")])
                let timeout: Duration = fault.name == "stalled" ? .seconds(5) : .seconds(120)
                let answer = try await client.ask(request, timeout: timeout)
                #expect(answer.text.contains("größe with \(fault.name)"), "\(fault.name)")
                #expect(answer.usage?.isBounded == false)
            }
            // What is not transient is not repeated.
            let refusal: JSONValue = ["type": "fail", "status": 400]
            _ = try await server.administer(http, "POST", "/_llmock/scenario", ["behaviors": [refusal]])
            await #expect(throws: ModelError.self) {
                try await client.ask(ModelRequest(model: "m", messages: [.user("refused")]))
            }
            let verdict = try await server.administer(http, "GET", "/_llmock/verdict")
            #expect(verdict["passed"] == true, "\(verdict.prettyText)")
            // Where the machine is busy, llmock sees the end of a broken stream after the retry, and takes the two for calls of
            // their own.
            let codes = Set(verdict["findings"]?.array?.compactMap { $0["code"]?.string } ?? ["none"])
            #expect(codes.subtracting(["malformed_chunk_ignored"]) == [], "\(verdict.prettyText)")
            // Each fault was met. A busy machine may add a timeout.
            #expect(verdict["attempts"]?.int.map { $0 >= 2 * Self.faults.count + 2 } == true, "\(verdict.prettyText)")
        }
    }

    @Test(arguments: forms) func aToolIsCalledAndItsResultAnswered(type: ProviderType, path: String) async throws {
        try await ModelServer.with(Self.words) { server, http in
            let client = try server.client(type, path: path, http)
            let schema: JSONValue = [
                "type": "object", "properties": ["repo_path": ["type": "string"], "max_count": ["type": "integer"]],
                "required": ["repo_path"],
            ]
            var request = ModelRequest(
                model: "m", messages: [.user("log")], tools: [ModelTool(name: "git/git_log", inputSchema: schema)])
            let first = try await client.ask(request)
            #expect(first.ending == .toolCalls)
            let call = try #require(first.calls.first)
            #expect(call.tool == "git/git_log")
            #expect(call.arguments?["repo_path"]?.string != nil)
            request.messages += [
                .assistant(text: first.text, calls: first.calls),
                .results([ModelToolResult(call: call.id, tool: call.tool, text: "three commits", isError: false)]),
            ]
            let second = try await client.ask(request)
            #expect(second.ending == .stop)
            #expect(!second.text.isEmpty)
        }
    }

    @Test func modelsAreListed() async throws {
        try await ModelServer.with(Self.words) { server, http in
            for (type, path) in Self.forms {
                let models = try await server.client(type, path: path, http)
                    .models(timeout: .seconds(120), deadline: .now.advanced(by: .seconds(120)))
                #expect(models.contains { $0.hasPrefix(type == .openai ? "gpt-" : "claude-") })
            }
        }
    }
}
