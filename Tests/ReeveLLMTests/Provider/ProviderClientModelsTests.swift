import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ProviderClientModelsTests {
    private func models(_ scene: ProviderScene) async -> Result<[String], ModelError> {
        do throws(ModelError) {
            return .success(
                try await scene.client.models(timeout: .seconds(60), deadline: scene.start.advanced(by: .seconds(60))))
        } catch {
            return .failure(error)
        }
    }

    private static let list = ScriptedTransport.Reply.json(
        #"{"data":[{"id":"text-embedding-nomic"},{"id":"zeta-8b"},{"id":"qwen3-8b-instruct"},{"id":"gemma-3-it"}]}"#)

    @Test func eachTypeHasItsPlaceAndForm() async throws {
        let cases: [(ProviderType, ScriptedTransport.Reply, String)] = [
            (.openai, .json(#"{"data":[{"id":"a"},{"id":"b"}]}"#), "v1/models"),
            (.anthropic, .json(#"{"data":[{"id":"a"},{"id":"b"}],"has_more":false}"#), "v1/models?limit=1000"),
            (.ollama, .json(#"{"models":[{"name":"a","model":"a"},{"name":"b"}]}"#), "api/tags"),
        ]
        for (type, reply, place) in cases {
            let scene = try ProviderScene(try ProviderScene.profile(type), reply)
            #expect(await models(scene) == .success(["a", "b"]))
            #expect(scene.transport.requests.map(\.url) == ["https://models.example/" + place])
            #expect(scene.transport.requests.map(\.method) == ["GET"])
        }
    }

    @Test func pagesAreFollowedAndBounded() async throws {
        func page(_ id: String) -> ScriptedTransport.Reply {
            .json("{\"data\":[{\"id\":\"\(id)\"}],\"has_more\":true,\"last_id\":\"\(id)\"}")
        }
        let two = try ProviderScene(
            try ProviderScene.profile(.anthropic), page("a"), .json(#"{"data":[{"id":"b"}],"has_more":false}"#))
        #expect(await models(two) == .success(["a", "b"]))
        #expect(two.transport.requests.last?.url.hasSuffix("?limit=1000&after_id=a") == true)

        let circle = try ProviderScene(try ProviderScene.profile(.anthropic, maxRetries: 0), page("a"), page("a"))
        #expect(await models(circle).failure?.code == .invalidAnswer)

        let endless = try ProviderScene(try ProviderScene.profile(.anthropic))
        endless.transport.state.withLock { $0.replies = (0..<100).map { page("m\($0)") } }
        #expect(await models(endless).failure?.code == .tooLarge)
        #expect(endless.transport.requests.count == AnswerBounds.modelPagesMax)

        let injected = try ProviderScene(try ProviderScene.profile(.anthropic, maxRetries: 0), page("a&x=/../"))
        #expect(await models(injected).failure?.code == .invalidAnswer)
        #expect(injected.transport.requests.count == 1)
    }

    @Test func lmStudioChoosesAModelAndTellsIt() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.lmstudio, model: nil), Self.list, ScriptedAnswer.openAI, ScriptedAnswer.openAI)
        _ = try await scene.ask()
        _ = try await scene.ask()
        #expect(scene.told.filter { $0 == .modelChosen("gemma-3-it") }.count == 2)
        // The choice is kept.
        #expect(scene.transport.requests.map(\.method) == ["GET", "POST", "POST"])
        #expect(scene.transport.bodies.last?["model"] == "gemma-3-it")
    }

    @Test func aChosenModelThatIsGoneIsChosenAnew() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.lmstudio, model: nil), Self.list, ScriptedAnswer.error(404),
            .json(#"{"data":[{"id":"zeta-8b"}]}"#), ScriptedAnswer.openAI)
        #expect(await scene.failure()?.code == .modelMissing)
        _ = try await scene.ask()
        #expect(scene.transport.bodies.last?["model"] == "zeta-8b")
    }

    @Test func withoutAUsableModelThereIsNoAnswer() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.lmstudio, model: nil), .json(#"{"data":[{"id":"nomic-embed"}]}"#))
        #expect(await scene.failure()?.code == .modelMissing)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}
