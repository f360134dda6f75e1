import Foundation
import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

/// Our client and Ollama's own, asking the same server.
@Suite(.enabled(if: ModelServer.areInstalled, ModelServer.missing)) struct OllamaFakeTests {
    private static let tool = ModelTool(
        name: "git/git_log", description: "the log",
        inputSchema: [
            "type": "object", "properties": ["repo_path": ["type": "string"], "max_count": ["type": "integer"]],
        ])

    private static let requests: [Named<ModelRequest>] = [
        Named("text", ModelRequest(model: "echo", system: "be brief", messages: [.user("größe 😀 is text")])),
        Named("a bound", ModelRequest(model: "echo", messages: [.user("a b c d")], parameters: ["max_tokens": 2])),
        Named("a call", ModelRequest(model: "tools", messages: [.user("log")], tools: [tool])),
        Named("a call with an id", ModelRequest(model: "tools-new", messages: [.user("log")], tools: [tool])),
        Named(
            "a form",
            ModelRequest(
                model: "echo", messages: [.user("x")],
                output: .init(schema: ["type": "object", "properties": ["risk": ["enum": ["low", "high"]]]]))),
        Named("no counters", ModelRequest(model: "bare", messages: [.user("a b")])),
    ]

    private static func with<R>(_ body: (ModelServer, HTTPClient) async throws -> R) async throws -> R {
        let script = TestFolder.target() + "/Servers/ollama_fake.py"
        return try await ModelServer.with([ModelServer.program("python"), "-I", script], body)
    }

    /// What the official client prints.
    private static func official(_ server: ModelServer, _ request: JSONValue) async throws -> JSONValue {
        let script = TestFolder.target() + "/Servers/official_ollama.py"
        let output = Pipe()
        let process = try SpawnedProcess(
            [ModelServer.program("python"), "-I", script, server.address, request.writtenText],
            output: output.fileHandleForWriting.fileDescriptor, error: 2)
        try output.fileHandleForWriting.close()
        let data = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try output.fileHandleForReading.readToEnd() ?? Data() })
            }
        }
        try #require(await process.waitForEnd() == 0)
        return try JSONParser.parse(Array(data))
    }

    @Test func ourAnswersAreThoseOfTheOfficialClient() async throws {
        try await Self.with { server, http in
            let client = try server.client(.ollama, path: "", http)
            for request in Self.requests {
                let ours = try await client.ask(request.value)
                let body = try OllamaAdapter().body(for: request.value, names: WireTools(request.value)).json
                let theirs = try await Self.official(server, .object(body))
                #expect(theirs["text"]?.string == ours.text, "\(request.name)")
                #expect(theirs["model"]?.string == ours.model)
                #expect(theirs["done"] == true)
                let calls = theirs["calls"]?.array ?? []
                #expect(
                    calls.map { $0["name"]?.string }
                        == ours.calls.map { ToolNames(offered: [$0.tool]).wire(of: $0.tool) })
                #expect(calls.map { $0["arguments"]?.object } == ours.calls.map(\.arguments))
                #expect(theirs["output"]?.int == ours.usage?.output)
                #expect(theirs["input"]?.int == ours.usage?.input)
                let isLong = theirs["reason"] == "length"
                #expect((ours.ending == .length) == isLong)
            }
            let models = try await client.models(timeout: .seconds(120), deadline: .now.advanced(by: .seconds(120)))
            #expect(try await Self.official(server, [:]) == JSONValue(models))
        }
    }

    @Test func aCallIsAnsweredWithItsResult() async throws {
        try await Self.with { server, http in
            for model in ["tools", "tools-new"] {
                let client = try server.client(.ollama, path: "", http)
                var request = ModelRequest(model: model, messages: [.user("log")], tools: [Self.tool])
                let first = try await client.ask(request)
                let call = try #require(first.calls.first)
                #expect(call.id == (model == "tools" ? "call_1" : "call_fake1"))
                #expect((call.tool, call.arguments) == ("git/git_log", ["repo_path": "text", "max_count": 1]))
                request.messages += [
                    .assistant(text: first.text, calls: first.calls),
                    .results([ModelToolResult(call: call.id, tool: call.tool, text: "three", isError: false)]),
                ]
                #expect(try await client.ask(request).text == "the tool git__git_log said: three")
            }
        }
    }

    @Test func errorsAreThoseOfTheOfficialClient() async throws {
        try await Self.with { server, http in
            let codes: [(String, ModelError.Code)] = [
                ("missing", .modelMissing), ("broken", .serverError), ("cut", .streamCut),
            ]
            for (model, code) in codes {
                let profile = try ProviderProfile(name: "p", type: .ollama, endpoint: server.address, maxRetries: 0)
                let client = try ProviderClient(profile, transport: http)
                let request = ModelRequest(model: model, messages: [.user("a b c")])
                let error = await #expect(throws: ModelError.self) { try await client.ask(request) }
                #expect(error?.code == code, "\(model)")
                guard model != "cut" else { continue }
                let body = try OllamaAdapter().body(for: request, names: WireTools(request)).json
                let theirs = try await Self.official(server, .object(body))
                #expect(error?.message == "the provider says: \(theirs["error"]?.string ?? "")")
            }
        }
    }
}
