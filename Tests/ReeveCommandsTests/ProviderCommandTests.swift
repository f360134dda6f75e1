import Foundation
import ReeveJSON
import ReeveSchema
import TestSupport
import Testing

/// `provider test` and `provider models` against servers of others.
@Suite(.enabled(if: ProviderScene.isInstalled, ProviderScene.missing)) struct ProviderCommandTests {
    @Test func aProviderThatAnswersTellsModelTimeTokensAndCost() async throws {
        try await ProviderScene.with { scene in
            let told = try await scene.reeve(0, "provider", "test", "main")
            let line = try #require(told.output.split(separator: "\n").first.map(String.init))
            for part in ["acme/ModelProvider/main", "  ok    gpt-4o-mini", " tokens  ", " EUR (estimated)"] {
                #expect(line.contains(part), "\(part): \(told.all)")
            }
            #expect(told.output.contains("falls back to spare, then local (not asked; --all asks them)"), "\(told.all)")
            let json = try await scene.document("provider-test", 0, "provider", "test", "main")
            let test = try #require(json["tests"]?.array?.first)
            #expect(json["tests"]?.array?.count == 1)
            #expect(json["fallback"] == ["acme/ModelProvider/spare", "acme/ModelProvider/local"])
            #expect(test["model"] == "gpt-4o-mini" && test["asked_model"] == "gpt-4o-mini" && test["retries"] == 0)
            let usage = try #require(test["usage"])
            let (input, output) = (usage["tokens_in"]?.int ?? 0, usage["tokens_out"]?.int ?? 0)
            #expect(input > 0 && output > 0)
            // 150,000 and 600,000 micro-units for a million tokens, rounded up.
            #expect(test["cost"]?["micros"]?.int == (input * 150_000 + output * 600_000 + 999_999) / 1_000_000)
            let event = try await scene.reeve(0, "audit", "list", "--type", "provider.tested").output
            #expect(event.split(separator: "\n").count { $0.contains("acme/ModelProvider/main") } == 2, "\(event)")
            try await scene.reeve(0, "audit", "verify")
        }
    }

    @Test func allAsksEachFallbackByItself() async throws {
        try await ProviderScene.with { scene in
            let json = try await scene.document("provider-test", 7, "provider", "test", "main", "--all")
            let tests = try #require(json["tests"]?.array)
            #expect(tests.map { $0["provider"]?.string?.split(separator: "/").last } == ["main", "spare", "local"])
            #expect(tests.map { $0["is_fallback"] } == [false, true, true])
            #expect(tests.map { $0["status"] } == ["ok", "ok", "fail"])
            #expect(tests.last?["reason"] == "connection-failed")
            let told = try await scene.reeve(7, "provider", "test", "main", "--all")
            #expect(told.output.hasSuffix("falls back to spare, then local\n"), "\(told.all)")
        }
    }

    @Test func eachFailureNamesItsReasonAndRemedy() async throws {
        try await ProviderScene.with { scene in
            for (name, words) in [
                (
                    "keyless",
                    ["secret-missing: secret 'env:NO_SUCH_KEY'", "help: set env:NO_SUCH_KEY for this process"]
                ),
                ("locked", ["unauthorized: ", "help: check the key in env:MODELS_KEY"]),
                (
                    "misspelled",
                    [
                        "model-missing: ", "close names: 'gpt-4o-mini'",
                        "help: `reeve provider models misspelled` lists what it has",
                    ]
                ),
                ("slow", ["timed-out: ", "help: see whether the server is busy, or raise 'timeout' (1s)"]),
                ("local", ["connection-failed: ", "help: see whether a server answers at http://127.0.0.1:1,"]),
            ] {
                let told = try await scene.reeve(7, "provider", "test", name)
                #expect(told.output.contains("acme/ModelProvider/\(name)  fail  "), "\(told.all)")
                for part in words { #expect(told.output.contains(part), "\(part): \(told.all)") }
                #expect(!told.all.contains(ProviderScene.key), "\(told.all)")
                _ = try await scene.document("provider-test", 7, "provider", "test", name)
            }
            let told = try await scene.reeve(3, "provider", "test", "mian")
            #expect(told.error.contains("there is no provider 'mian'; did you mean 'main'?"), "\(told.all)")
            let events = try await scene.reeve(0, "audit", "list", "--type", "provider.tested").output
            #expect(events.split(separator: "\n").count { $0.contains("provider.tested") } == 10, "\(events)")
        }
    }

    @Test func aRetryIsToldAndStaysWithinTheTimeout() async throws {
        try await ProviderScene.with { scene in
            try await scene.script(["behaviors": [["type": "fail", "status": 429, "retry_after": 1, "times": 1]]])
            let told = try await scene.reeve(0, "provider", "test", "main")
            #expect(told.output.contains("after 1 retry"), "\(told.all)")
        }
    }

    @Test func aConnectionOutsideOfEgressIsNotMade() async throws {
        try await ProviderScene.with { scene in
            let listed = ProviderScene.provider("listed", scene.endpoint, "model: gpt-4o, egress: [127.0.0.0/8]")
            let unlisted = ProviderScene.provider(
                "unlisted", scene.endpoint, "model: gpt-4o, egress: [api.example.com]")
            let inside = ProviderScene.provider("inside", "https://10.255.255.1/v1", "model: m")
            try scene.project.write("manifests/egress.yaml", listed + unlisted + inside)
            let plan = try await scene.reeve(0, "apply", "--yes")
            #expect(plan.output.contains("listed"), "\(plan.all)")
            try await scene.reeve(0, "provider", "test", "listed")
            for name in ["unlisted", "inside"] {
                let told = try await scene.reeve(7, "provider", "test", name)
                #expect(told.output.contains("egress-denied: the egress list does not allow '"), "\(told.all)")
                #expect(told.output.contains("help: list the host, and the block of a private address, in 'egress'"))
            }
            try scene.project.edit("manifests/egress.yaml", "[127.0.0.0/8]", "[127.0.0.0/8, 10.0.0.0/8]")
            let widened = try await scene.reeve(0, "plan")
            #expect(widened.output.contains("may connect to 10.0.0.0/8"), "\(widened.all)")
        }
    }

    /// A proxy resolves names by itself, so it is told the name, and the egress list judges that.
    @Test func theProxyOfTheEnvironmentIsAsked() async throws {
        let program = """
            import http.server, sys
            class Proxy(http.server.BaseHTTPRequestHandler):
                def do_CONNECT(self):
                    open(sys.argv[1], 'a').write(self.path + '\\n')
                    self.send_error(403)
            server = http.server.HTTPServer(('127.0.0.1', 0), Proxy)
            print('Running on http://127.0.0.1:%d' % server.server_port, flush=True)
            server.serve_forever()
            """
        let project = try await TestProject.applied(
            ProviderScene.provider("far", "https://models.example/v1", "model: m, egress: [models.example]")
                + ProviderScene.provider("other", "https://models.example/v1", "model: m, egress: [api.example]"))
        let seen = project.url("proxy.log").path
        try await ListeningServer.with(["/usr/bin/env", "python3", "-c", program, seen]) { proxy in
            for (name, reason) in [("far", "connection-failed"), ("other", "egress-denied")] {
                let told = try await project.start(
                    [TestProject.binary, "provider", "test", name],
                    environment: ["MODELS_KEY": ProviderScene.key, "https_proxy": proxy.address]
                ).result()
                #expect(told.status == 7 && told.output.contains("fail  " + reason), "\(told.all)")
            }
        }
        // The request and its one retry.
        #expect(Set(try project.read("proxy.log").split(separator: "\n")) == ["models.example:443"])
    }

    @Test func modelsAreListedWithPricesAndTheCutIsTold() async throws {
        try await ProviderScene.with { scene in
            let told = try await scene.reeve(0, "provider", "models", "main")
            let line = told.output.split(separator: "\n").first { $0.hasPrefix("gpt-4o-mini ") }
            #expect(line?.contains("yes") == true && line?.contains("0.15 EUR") == true, "\(told.all)")
            let all = try await scene.document("provider-models", 0, "provider", "models", "main").array ?? []
            #expect(all.count > 2 && all.count { $0["default"] == true } == 1)
            let cut = try await scene.reeve(0, "provider", "models", "main", "--limit", "1", "-o", "name")
            #expect(cut.output == (all.first?["model"]?.string ?? "") + "\n", "\(cut.all)")
            #expect(cut.error.contains("1 shown, and there are more: raise --limit"), "\(cut.all)")
            let failed = try await scene.reeve(7, "provider", "models", "local")
            #expect(failed.error.contains("[provider.failed]") && failed.output.isEmpty, "\(failed.all)")
        }
    }
}

/// A project whose providers are asked of llmock, and the server.
private struct ProviderScene {
    static let key = "sk-planted-0451-never-shown"
    static let missing: Comment = "run scripts/mcp-servers.sh, or set REEVE_TEST_VENV to its folder"
    static let program =
        (ProcessInfo.processInfo.environment["REEVE_TEST_VENV"] ?? TestFolder.package() + "/.venv") + "/llm/bin/llmock"
    static let isInstalled = access(program, X_OK) == 0

    let project: TestProject
    let server: ListeningServer

    static func with(_ body: (ProviderScene) async throws -> Void) async throws {
        try await ListeningServer.with(
            [program, "serve", "--host", "127.0.0.1", "--port", "0", "--response-style", "hello"]
        ) { server in
            let project = try await TestProject.applied(manifests(server.address + "/v1"))
            let scene = ProviderScene(project: project, server: server)
            try await scene.script([
                "behaviors": [
                    ["type": "fail", "status": 401, "times": .null, "match": ["model": "locked"]],
                    [
                        "type": "fail", "status": 404, "code": "model_not_found", "times": .null,
                        "match": ["model": "gpt-4o-mimi"],
                    ],
                    ["type": "delay", "seconds": 20, "times": .null, "match": ["model": "slow"]],
                ]
            ])
            try await body(scene)
        }
    }

    static func provider(_ name: String, _ endpoint: String, _ spec: String) -> String {
        """
        ---
        apiVersion: reeve/v1
        kind: ModelProvider
        metadata: {name: \(name), organization: acme}
        spec: {type: openai, endpoint: "\(endpoint)", timeout: 30s, maxRetries: 1, secretRef: "env:MODELS_KEY", \(spec)}

        """
    }

    private static func manifests(_ endpoint: String) -> String {
        func provider(_ name: String, _ spec: String) -> String { Self.provider(name, endpoint, spec) }
        return provider(
            "main",
            """
            model: gpt-4o-mini, fallback: [spare, local],
              pricing: [{model: gpt-4o-mini, from: "2026-01-01T00:00:00Z", in: 150000, out: 600000}]
            """)
            + provider("spare", "model: gpt-4o") + provider("locked", "model: locked")
            + provider("misspelled", "model: gpt-4o-mimi")
            + provider("keyless", "model: gpt-4o").replacing("MODELS_KEY", with: "NO_SUCH_KEY")
            + provider("slow", "model: slow").replacing("timeout: 30s", with: "timeout: 1s")
                + """
                ---
                apiVersion: reeve/v1
                kind: ModelProvider
                metadata: {name: local, organization: acme}
                spec: {type: ollama, endpoint: "http://127.0.0.1:1", model: tiny, maxRetries: 0}

                """
    }

    var endpoint: String { server.address + "/v1" }

    /// Tells the server how to answer.
    func script(_ scenario: JSONValue) async throws {
        try await project.python(
            """
            import sys, urllib.request
            request = urllib.request.Request(sys.argv[1], data=sys.argv[2].encode(), method='POST',
                headers={'Content-Type': 'application/json'})
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()
            """, server.address + "/_llmock/scenario", scenario.canonicalText)
    }

    @discardableResult
    func reeve(_ status: Int32, _ arguments: String...) async throws -> ChildResult {
        try await run(status, arguments)
    }

    private func run(_ status: Int32, _ arguments: [String]) async throws -> ChildResult {
        let result = try await project.start(
            [TestProject.binary] + arguments, environment: ["MODELS_KEY": Self.key]
        ).result()
        #expect(result.status == status, "\(arguments): \(result.all)")
        return result
    }

    /// The document of a command, which fits its schema.
    func document(_ name: String, _ status: Int32, _ arguments: String...) async throws -> JSONValue {
        let result = try await run(status, arguments + ["-o", "json"])
        let file = TestProject.package.appending(path: "docs/schemas/\(name).schema.json").path
        let schema = try CompiledSchema(compiling: JSONParser.parse(try String(contentsOfFile: file, encoding: .utf8)))
        let document = try JSONParser.parse(result.output)
        let violations = schema.validate(document).map { "\($0.instance): \($0.message)" }
        #expect(violations.isEmpty, "\(arguments): \(violations.prefix(3))")
        return document
    }
}
