import Foundation
import ReeveHTTPClient
import ReeveJSON
import TestSupport

@testable import ReeveLLM

/// A response, as it lies in `Fixtures` or is written in a test, and how it is read.
struct RecordedStream: Sendable {
    let type: ProviderType
    let bytes: [UInt8]
    var contentType = "text/event-stream; charset=utf-8"

    static let folder = TestFolder.target(of: #filePath) + "/Fixtures/"

    init(_ type: ProviderType, _ text: String, contentType: String? = nil) {
        self.type = type
        bytes = Array(text.utf8)
        self.contentType =
            contentType ?? (type == .ollama ? "application/x-ndjson" : "text/event-stream; charset=utf-8")
    }

    init(_ type: ProviderType, fixture: String) throws {
        self.type = type
        bytes = try TestFolder.read(Self.folder + fixture)
        if fixture.hasSuffix(".json") { contentType = "application/json" }
    }

    static let tools = ["git/git_log", "git/git_show"].map { ModelTool(name: $0, inputSchema: ["type": "object"]) }
    static let request = ModelRequest(model: "m", messages: [.user("go")], tools: tools)

    static func adapter(_ type: ProviderType) throws -> any ProviderAdapter {
        switch type {
        case .anthropic: AnthropicAdapter()
        case .ollama: OllamaAdapter()
        default: OpenAIAdapter(endpoint: try ProviderEndpoint("https://models.example/v1"))
        }
    }

    func reader(
        request: ModelRequest = Self.request,
        ceiling: TokenCeiling = TokenCeiling(requestBytes: 1_000, outputTokensMax: nil)
    ) throws -> AnswerReader {
        let adapter = try Self.adapter(type)
        return AnswerReader(
            form: adapter.streamForm, contentType: contentType, status: 200,
            decoder: adapter.decoder(for: request, names: WireTools(request)), ceiling: ceiling)
    }

    /// Reads the response in one piece.
    func read(
        request: ModelRequest = Self.request,
        ceiling: TokenCeiling = TokenCeiling(requestBytes: 1_000, outputTokensMax: nil)
    ) throws -> (answer: ModelAnswer, text: String) {
        var reader = try reader(request: request, ceiling: ceiling)
        let text = try reader.push(bytes).joined()
        let (answer, rest) = try reader.finish()
        return (answer, text + rest.joined())
    }

    /// The answer, or the error instead of one.
    var outcome: Result<ModelAnswer, ModelError> {
        Result { try read().answer }.mapError { $0 as? ModelError ?? ModelError(.cancelled, "\($0)") }
    }

    /// The code of the error instead of an answer.
    var failure: ModelError.Code? {
        if case .failure(let error) = outcome { return error.code }
        return nil
    }
}
