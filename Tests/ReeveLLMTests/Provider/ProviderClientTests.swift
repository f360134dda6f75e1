import ReeveHTTPClient
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ProviderClientTests {
    typealias Reply = ScriptedTransport.Reply

    @Test func eachTypeIsAskedAtItsPlaceWithItsCredential() async throws {
        let bearer = ("Authorization", "Bearer key")
        let completions = "https://models.example/v1/chat/completions"
        let cases: [(ProviderType, Reply, url: String, header: (String, String))] = [
            (.openai, ScriptedAnswer.openAI, completions, bearer),
            (.lmstudio, ScriptedAnswer.openAI, completions, bearer),
            (.anthropic, ScriptedAnswer.anthropic, "https://models.example/v1/messages", ("x-api-key", "key")),
            (.ollama, ScriptedAnswer.ollama, "https://models.example/api/chat", bearer),
        ]
        for (type, reply, url, header) in cases {
            let scene = try ProviderScene(try ProviderScene.profile(type), secret: "key", reply)
            #expect(try await scene.ask().text == "hello")
            let request = try #require(scene.transport.requests.first)
            #expect((request.method, request.url) == ("POST", url))
            let secrets = request.headers.filter { $0.value.contains("key") }
            #expect(secrets.map(\.name) == [header.0])
            #expect(secrets.map(\.value) == [header.1])
            #expect(request.deadlines.total == .seconds(60))
            #expect(scene.told == [.text("hello")])
        }
    }

    @Test func withoutASecretNoCredentialIsSent() async throws {
        let scene = try ProviderScene(try ProviderScene.profile(.openai), ScriptedAnswer.openAI)
        _ = try await scene.ask()
        #expect(scene.transport.requests.first?.headers.contains { $0.name == "Authorization" } == false)
    }

    @Test func aRecordingIsNotAskedOverHTTP() throws {
        let profile = try ProviderProfile(name: "tape", type: .replay)
        #expect(throws: ModelError(.invalidRequest, "provider 'tape' is a recording and has no endpoint")) {
            try ProviderClient(profile, transport: ScriptedTransport([]))
        }
    }

    @Test func theRequestsParametersWinOverTheProfiles() async throws {
        let profile = try ProviderScene.profile(.openai, parameters: ["temperature": 0, "max_tokens": 10, "seed": 1])
        let scene = try ProviderScene(profile, ScriptedAnswer.openAI)
        var request = ProviderScene.hello
        request.parameters = ["max_tokens": 20]
        _ = try await scene.ask(request)
        let body = try #require(scene.transport.bodies.first)
        #expect((body["temperature"], body["max_tokens"], body["seed"]) == (0, 20, 1))
        #expect(body["model"] == "m")
    }

    @Test func anErrorWithStatus200IsAnError() async throws {
        let scene = try ProviderScene(
            try ProviderScene.profile(.openai), .json(#"{"error":{"message":"no","code":"model_not_found"}}"#))
        let failure = await scene.failure()
        #expect(failure?.code == .modelMissing)
        #expect(failure?.status == 200)
    }

    @Test func anErrorIsOneLineOfBoundedLength() async throws {
        let text = "first\\nsecond \\u001b[31m" + String(repeating: "x", count: 10_000)
        let scene = try ProviderScene(try ProviderScene.profile(.openai), ScriptedAnswer.error(400, [], text))
        let message = try #require(await scene.failure()?.message)
        #expect(message.hasPrefix("the provider says: first second \\x1B[31mx"))
        #expect(message.count < 600)
        let page = try ProviderScene(
            try ProviderScene.profile(.openai, maxRetries: 0),
            .answer(status: 502, headers: [], body: "<html>" + String(repeating: "x", count: 1 << 20)))
        #expect(await page.failure()?.message == "the provider answered with status 502")
    }

    @Test func aParameterThatTheAPIHasNotIsTold() async throws {
        var request = ProviderScene.hello
        request.parameters = ["seed": 7]
        let scene = try ProviderScene(try ProviderScene.profile(.anthropic), ScriptedAnswer.anthropic)
        _ = try await scene.ask(request)
        #expect(scene.transport.bodies.first?["seed"] == nil)
        #expect(scene.told.contains(.parameterLeftOut("seed")))
    }

    @Test func theCeilingIsThatOfTheBytesThatAreSent() async throws {
        let profile = try ProviderScene.profile(.openai, parameters: ["max_tokens": 50])
        let scene = try ProviderScene(profile, ScriptedAnswer.openAI)
        let ceiling = try scene.client.ceiling(of: ProviderScene.hello)
        _ = try await scene.ask()
        let sent = try #require(scene.transport.requests.first).body.count
        #expect(ceiling == TokenCeiling(requestBytes: sent, outputTokensMax: 50))
    }

    @Test func theModelThatAnsweredIsTold() async throws {
        let other = #"{"model":"other","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}"#
        let scene = try ProviderScene(try ProviderScene.profile(.openai), .json(other))
        #expect(try await scene.ask().model == "other")
    }

    @Test func aRequestWithoutAModelIsRefused() async throws {
        let scene = try ProviderScene(try ProviderScene.profile(.openai, model: nil))
        #expect(await scene.failure()?.code == .invalidRequest)
        #expect(scene.transport.requests.isEmpty)
    }
}
