import Foundation
import ReeveJSON
import Testing

/// Secrets that a connection reads, and that its server then says everywhere and in many forms, appear in no output of any
/// command, in no file of a report, and in no byte of the store.
@Suite struct PlantedSecretTests {
    /// The characters that encodings treat each in their own way.
    private static let value = "pl4nted/S+cret \"9f3c\"=é&end"
    /// A second one, of several lines.
    private static let pem =
        "-----BEGIN " + "PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2VwBCIEIJq1dZk3pLr8sT0aPlantedKeyBody0123456789ABCDE\n"
        + "FGhijklmnopqrstuvwxyzPlantedSecondLine0123456789\n-----END " + "PRIVATE KEY-----"

    private static let manifests = """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: aid, organization: acme, environment: dev}
        spec: {transport: stdio, command: [talker, --forms], inheritEnv: [PATH], env: {TEXT: "env:PLANTED", KEY: "env:PLANTED_KEY"}}
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: bot, organization: acme, environment: dev}
        spec: {connection: aid, tools: [aid/*]}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: guard, organization: acme}
        spec:
          bindings: [{scope: org, id: acme}]
          rules: [{id: calls, action: tool.invoke, target: tool:aid/*, effect: allow}]

        """

    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: leaks, organization: acme, environment: dev}
        spec:
          retry: {attempts: 1}
          items:
            - {name: fine, toolRun: {agent: bot, tool: aid/say, input: {}}}
            - {name: bound, toolRun: {agent: bot, tool: aid/say, input: {text: {fromSecret: "env:PLANTED"}}}}
            - {name: long, toolRun: {agent: bot, tool: aid/say, input: {text: {fromSecret: "env:PLANTED_KEY"}}}}
            - {name: wrong, toolRun: {agent: bot, tool: aid/say, input: {}}, expect: [{path: /content/0/text, equals: x}]}
            - {name: failed, toolRun: {agent: bot, tool: aid/fail, input: {}}}
            - {name: refused, toolRun: {agent: bot, tool: aid/refuse, input: {}}}
            - {name: structured, toolRun: {agent: bot, tool: aid/structure, input: {}}}
            - {name: noisy, toolRun: {agent: bot, tool: aid/noise, input: {}}}
            - {name: crashed, toolRun: {agent: bot, tool: aid/crash, input: {}}}
            - {name: asked, toolRun: {agent: bot, tool: aid/ask, input: {}}}
            - name: next
              needs: [fine]
              toolRun: {agent: bot, tool: aid/say, input: {text: {fromItem: fine, path: /content/0/type}}}

        """

    private static let commands: [[String]] = [
        ["validate"], ["plan", "--details"], ["plan", "-o", "json"], ["connection", "test"],
        ["connection", "list", "-o", "json"],
        ["tools", "sync"], ["tools", "list", "-o", "json"], ["tools", "list", "-o", "wide"],
        ["tools", "show", "aid/say"],
        ["tools", "lock"], ["run", "-f", "jobs/leaks.yaml", "--dry-run", "-o", "json"],
        ["run", "-f", "jobs/leaks.yaml", "--log-level", "debug"], ["enqueue", "-f", "jobs/leaks.yaml"],
        ["run", "--log-level", "debug"], ["runs", "list", "-o", "json"], ["runs", "list", "-o", "csv"],
        ["batches", "list", "-o", "json"], ["audit", "list", "-o", "json"], ["audit", "verify"],
        ["get", "all", "-o", "json"],
        ["describe", "connection", "aid"], ["export"], ["history", "show", "1"], ["store", "info"],
        ["tools", "call", "aid/say", "--agent", "bot"], ["tools", "call", "aid/say", "--agent", "bot", "-o", "json"],
        ["tools", "call", "aid/fail", "--agent", "bot"], ["tools", "call", "aid/refuse", "--agent", "bot"],
        ["tools", "call", "aid/crash", "--agent", "bot", "--log-level", "debug"],
        ["tools", "call", "aid/ask", "--agent", "bot", "--log-level", "debug"],
        ["tools", "call", "aid/structure", "--agent", "bot", "-o", "json"],
        ["tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": {"fromSecret": "env:PLANTED"}}"#],
        ["run", "-f", "work/literal.yaml"], ["run", "-f", "work/literal.yaml", "--key", "k", "--log-level", "debug"],
        ["run", "-f", "work/literal.yaml", "--dry-run"], ["enqueue", "-f", "work/literal.yaml"],
    ]

    @Test func aSecretThatAServerSaysAppearsNowhere() async throws {
        let literal = String(decoding: try JSONEncoder().encode(Self.value), as: UTF8.self)
        let project = try await TestProject.applied(
            Self.manifests,
            files: ["jobs/leaks.yaml": Self.batch], environment: Self.environment)
        // An input that is the secret itself: refused before it is written anywhere.
        try project.write(
            "work/literal.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: literal, organization: acme, environment: dev}
            spec: {items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: [\(literal)]}}}]}
            """)
        for arguments in Self.commands { try await check(arguments, project) }
        try await check(["audit", "show", "1"], project)
        for id in try await project.expect(0, "runs", "list", "-o", "name").output.split(separator: "\n").map(
            String.init)
        {
            for verb in ["show", "steps", "logs"] { try await check(["runs", verb, id], project) }
            try await check(["runs", "show", id, "-o", "json"], project)
        }
        for id in try await project.expect(0, "batches", "list", "-o", "name").output.split(separator: "\n") {
            try await check(["batches", "show", String(id), "-o", "json"], project)
            try await check(["report", "run", String(id)], project)
        }
        // Everything on the disk: reports, locks, the database, its journal.
        try FileManager.default.removeItem(at: project.url("work"))
        let names = try #require(FileManager.default.enumerator(atPath: project.folder.path))
        var files = 0
        for case let name as String in names {
            guard let data = try? Data(contentsOf: project.url(name)), !data.isEmpty else { continue }
            files += 1
            #expect(Self.leaks(in: data).isEmpty, "\(name): \(Self.leaks(in: data))")
        }
        #expect(files > 20)
        let dump = try await project.dump()
        #expect(dump.contains("[redacted:known-secret]") && dump.contains("fromSecret"))
        #expect(Self.leaks(in: Data(dump.utf8)).isEmpty)
        // The calls were made with it.
        #expect(dump.contains("second line\\\\tend [redacted:"))
    }

    /// What a server prints instead of messages is shown, and cut after the secret in it was taken out.
    @Test func aSecretWithBlanksThatIsPrintedBeforeAnyMessageAppearsNowhere() async throws {
        let banner = """
            ---
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: mute, organization: acme, environment: dev}
            spec: {transport: stdio, command: [talker, --banner], inheritEnv: [PATH], env: {TEXT: "env:PLANTED"}}

            """
        let project = try await TestProject.applied(Self.manifests, environment: Self.environment)
        try project.write("manifests/mute.yaml", banner)
        try await project.expect(0, "apply", "--yes")
        let result = try await project.reeve("connection", "test", "mute", environment: Self.environment)
        #expect(result.status != 0 && result.all.contains("it printed no MCP message"), "\(result.all)")
        #expect(Self.leaks(in: Data(result.all.utf8)).isEmpty, "\(result.all)")
        let dump = try await project.dump()
        #expect(dump.contains("it printed no MCP message") && Self.leaks(in: Data(dump.utf8)).isEmpty)
    }

    /// A read-back asks with parts of the input, under other names: what is not shown of the input is not shown of it.
    @Test func whatAReadBackAsksWithAppearsNowhere() async throws {
        let declaration = """
            ---
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: crash, organization: acme, environment: dev}
            spec:
              connection: aid
              tool: crash
              takesSecretText: true
              readBack:
                tool: aid/say
                arguments: {who: /password, pin: /pin}
                nothingHappened: [{path: /content/0/type, equals: text}]

            """
        let variables = Self.environment.merging(["PIN": "4711x"]) { $1 }
        let project = try await TestProject.applied(Self.manifests + declaration, environment: variables)
        let item = "{agent: bot, tool: aid/crash, input: {password: hunter2notknown, pin: {fromSecret: \"env:PIN\"}}}"
        try project.write(
            "jobs/b.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: b, organization: acme, environment: dev}
            spec:
              retry: {attempts: 2, min: 1ms, max: 1ms}
              items: [{name: a, toolRun: \(item)}]
            """)
        let run = try await project.expect(
            7, "run", "-f", "jobs/b.yaml", "--log-level", "debug", environment: variables)
        try FileManager.default.removeItem(at: project.url("jobs"))
        let list = try await project.expect(0, "audit", "list", "-o", "json", environment: variables)
        #expect(list.output.contains("call.finished") && list.output.contains("env:PIN"), "\(run.all)")
        var texts = [run.all, list.all, try await project.dump()]
        let names = try #require(FileManager.default.enumerator(atPath: project.folder.path))
        for case let name as String in names {
            guard let data = try? Data(contentsOf: project.url(name)) else { continue }
            texts.append(String(decoding: data, as: UTF8.self))
        }
        let asked: JSONValue = ["pin": "4711x", "who": "hunter2notknown"]
        for secret in ["hunter2notknown", "4711x", ContentDigest.of(asked).description] {
            #expect(!texts.contains { $0.contains(secret) }, "\(secret)")
        }
    }

    private static let environment = ["PLANTED": value, "PLANTED_KEY": pem]

    private func check(_ arguments: [String], _ project: TestProject) async throws {
        let result = try await project.start([TestProject.binary] + arguments, environment: Self.environment).result()
        let found = Self.leaks(in: Data((result.output + result.error).utf8))
        #expect(found.isEmpty, "reeve \(arguments): \(found)\n\(result.all.prefix(20_000))")
    }

    /// What of the secrets lies in the data, by name of the form; parts of them too.
    private static func leaks(in data: Data) -> [String] {
        forms.filter { data.range(of: $0.bytes) != nil }.map(\.name)
    }

    /// Pieces that no other text has, in the forms in which text travels.
    private static let forms: [(name: String, bytes: Data)] = {
        var found: [(name: String, bytes: Data)] = []
        func add(_ name: String, _ text: String) { found.append((name, Data(text.utf8))) }
        for piece in ["pl4nted/S", "S+cret \"9", "9f3c\"=é&", "PlantedKeyBody", "PlantedSecondLine"] {
            let bytes = Data(piece.utf8)
            add("plain", piece)
            add("hex", bytes.map { String(format: "%02x", $0) }.joined())
            add("HEX", bytes.map { String(format: "%02X", $0) }.joined())
            add("colons", bytes.map { String(format: "%02x", $0) }.joined(separator: ":"))
            add("\\x", bytes.map { String(format: "\\x%02x", $0) }.joined())
            add("%", bytes.map { String(format: "%%%02X", $0) }.joined())
            let once = piece.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            if once != piece {
                add("URL", once)
                add("URL twice", once.replacingOccurrences(of: "%", with: "%25"))
            }
            for lead in ["", "a", "ab"] {
                // Without what depends on the neighbours.
                let base = Data((lead + piece).utf8).base64EncodedString().dropFirst(4).prefix(piece.utf8.count - 3)
                add("Base 64", String(base))
                for outer in ["", "a", "ab"] {
                    let twice = Data((outer + base).utf8).base64EncodedString().dropFirst(4).prefix(base.utf8.count)
                    add("Base 64 twice", String(twice))
                }
            }
            var json = piece
            for _ in 0..<3 {
                json = String(
                    (try? JSONEncoder().encode(json)).map { String(decoding: $0, as: UTF8.self) }?.dropFirst()
                        .dropLast() ?? "")
                add("JSON", json)
            }
        }
        return found
    }()

    /// A literal of a token's shape is refused when it is submitted, wherever it stands, with the way to do it right.
    @Test(arguments: ["run", "enqueue"]) func aLiteralTokenIsRefusedAtSubmission(verb: String) async throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        let project = try await TestProject.applied(Self.manifests, environment: Self.environment)
        for (spec, place) in [
            ("{items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: \(token)}}}]}", ""),
            ("{items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {deep: [{password: hunter2}]}}}]}", ""),
            ("{items: [{name: a, title: \(token), toolRun: {agent: bot, tool: aid/say, input: {}}}]}", ""),
            (
                "{matrix: {word: [\(token)]}, items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: {fromMatrix: word}}}}]}",
                ""
            ),
            (
                "{matrix: {word: {fromFile: words.txt}}, items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: {fromMatrix: word}}}}]}",
                ""
            ),
            // What looks like a binding is no place for a token either, wherever it stands.
            (
                "{matrix: {v: [{fromItem: zz, note: \(token)}]}, items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {}}}]}",
                ""
            ),
            (
                "{items: [{name: b, toolRun: {agent: bot, tool: aid/say, input: {}}}, {name: a, needs: [b], toolRun: {agent: bot, tool: aid/say, input: {text: {fromItem: b, path: /\(token)}}}}]}",
                ""
            ),
            (
                "{items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: {fromSecret: \"env:\(token)\"}}}}]}",
                ""
            ),
        ] {
            try project.write("words.txt", token + "\n")
            try project.write(
                "jobs/b.yaml",
                "apiVersion: reeve/v1\nkind: Batch\nmetadata: {name: b, organization: acme, environment: dev}\nspec: \(spec)\n"
            )
            let result = try await project.expect(3, verb, "-f", "jobs/b.yaml", environment: Self.environment)
            #expect(
                result.error.contains("[input.secret]") && result.error.contains("fromSecret: env:NAME"),
                "\(result.all)")
            #expect(!result.all.contains(token) && !result.all.contains("hunter2") && place.isEmpty)
        }
        let called = try await project.expect(
            3, "tools", "call", "aid/say", "--agent", "bot", "--input", "{\"text\": \"\(token)\"}",
            environment: Self.environment)
        #expect(called.error.contains("[input.secret]") && !called.all.contains(token))
        #expect(!(try await project.dump()).contains(token))
    }

    /// `fromSecret` is a reference until the call, and what it stands for must meet the tool's schema.
    @Test func fromSecretIsBoundAtTheGate() async throws {
        let project = try await TestProject.applied(Self.manifests, environment: Self.environment)
        let input = #"{"text": {"fromSecret": "env:PLANTED"}}"#
        let missing = try await project.expect(
            7, "tools", "call", "aid/say", "--agent", "bot", "--input", input,
            environment: ["PLANTED_KEY": "", "TEXT": ""])
        #expect(missing.error.contains("[run.secret.missing]"), "\(missing.all)")
        let long = try await project.expect(
            7, "tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": {"fromSecret": "env:LONG"}}"#,
            environment: Self.environment.merging(["LONG": String(repeating: "long-secret ", count: 20)]) { $1 })
        #expect(long.error.contains("[run.input.invalid]") && !long.all.contains("long-secret"), "\(long.all)")
        for wrong in [
            #"{"text": {"fromSecret": "vault:x"}}"#, #"{"text": {"fromSecret": "env:"}}"#,
            #"{"text": {"fromSecret": 1}}"#,
        ] {
            try await project.expect(
                3, "tools", "call", "aid/say", "--agent", "bot", "--input", wrong, environment: Self.environment)
        }
    }

    /// A tool that takes such text gets it from the process that submits it; nobody else ever sees it.
    @Test func aToolMayDeclareThatItTakesSecretText() async throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        let declaration = """
            ---
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: say, organization: acme, environment: dev}
            spec: {connection: aid, tool: say, takesSecretText: true}

            """
        let project = try await TestProject.applied(Self.manifests + declaration, environment: Self.environment)
        try project.write(
            "jobs/b.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: b, organization: acme, environment: dev}
            spec:
              items:
                - name: a
                  toolRun: {agent: bot, tool: aid/say, input: {text: "look: \(token)"}}
                  expect: [{path: /content/0/text, matches: "look: ghp_"}]
                - name: b
                  toolRun: {agent: bot, tool: aid/say, input: {text: "look: \(token)"}}
                  expect: [{path: /content/0/text, matches: "nothing like it"}]
            """)
        let run = try await project.expect(7, "run", "-f", "jobs/b.yaml", environment: Self.environment)
        let queued = try await project.expect(3, "enqueue", "-f", "jobs/b.yaml", environment: Self.environment)
        #expect(queued.error.contains("[input.secret]") && queued.error.contains("run -f"))
        let dump = try await project.dump()
        #expect(!dump.contains(token) && !(run.all + queued.all).contains(token))
        #expect(dump.contains("look: [redacted:github-token]"))
        // A retry has the redacted form only, and says so.
        #expect(run.output.contains("a  1 succeeded"), "the tool has got it: \(run.all)")
        let id = try await project.expect(0, "runs", "list", "--status", "failed", "-o", "name").output.split(
            separator: "\n")[0]
        try await project.expect(0, "runs", "retry", String(id))
        let again = try await project.expect(7, "run", environment: Self.environment)
        #expect(again.output.contains("secret.missing"), "\(again.all)")
    }

    /// What a connection reads is refused as a part of the work, also where another process will make the calls.
    @Test(arguments: ["run", "enqueue"]) func aKnownSecretIsRefusedAtSubmission(verb: String) async throws {
        let project = try await TestProject.applied(
            Self.manifests, environment: ["PLANTED": "plainwordofnoshape", "PLANTED_KEY": Self.pem])
        try project.write(
            "jobs/b.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: b, organization: acme, environment: dev}
            spec: {items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: "it is plainwordofnoshape"}}}]}
            """)
        let result = try await project.expect(
            3, verb, "-f", "jobs/b.yaml",
            environment: ["PLANTED": "plainwordofnoshape", "PLANTED_KEY": Self.pem])
        #expect(result.error.contains("[input.secret]") && !result.all.contains("plainwordofnoshape"), "\(result.all)")
        #expect(!(try await project.dump()).contains("plainwordofnoshape"))
    }

    /// A secret that is too short to be kept out of texts is told of.
    @Test func aSecretThatIsTooShortIsToldOf() async throws {
        let project = try await TestProject.applied(Self.manifests, environment: Self.environment)
        let result = try await project.expect(
            0, "connection", "test", environment: Self.environment.merging(["PLANTED": "abc"]) { $1 })
        #expect(result.error.contains("warning secret-too-short reference=env:PLANTED"), "\(result.all)")
        try project.edit("manifests/all.yaml", "[talker, --forms]", "[talker]")
        try await project.expect(0, "apply", "--yes")
        let long = try await project.expect(
            0, "connection", "test",
            environment: Self.environment.merging(["PLANTED": String(repeating: "long-secret ", count: 2_000)]) { $1 })
        #expect(long.error.contains("warning secret-too-long reference=env:PLANTED"), "\(long.error.prefix(2_000))")
        #expect(!long.all.contains("long-secret "))
    }

    @Test(arguments: ["vault:x/y", "exec:", "ENV:X", "env:", "file:", "Env:X"])
    func whatIsMeantAsAReferenceAndIsNoneIsAMistake(text: String) async throws {
        let project = try TestProject.sample()
        try project.edit(
            "manifests/dev/agents.yaml", "inheritEnv: [PATH]", "inheritEnv: [PATH]\n  env: {GIT_TOKEN: \"\(text)\"}")
        let result = try await project.expect(3, "validate")
        #expect(result.error.contains("secret.reference") || result.error.contains("not-available"), "\(result.all)")
    }

    @Test func aLiteralTokenInTheEnvironmentIsAWarning() async throws {
        let project = try TestProject.sample()
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        try project.edit(
            "manifests/dev/agents.yaml", "inheritEnv: [PATH]",
            "inheritEnv: [PATH]\n  env: {A: \(token), URL: \"http://proxy:3128\", PASSWORD: hunter2hunter2}")
        let result = try await project.expect(0, "validate")
        #expect(result.error.components(separatedBy: "[secret.literal-value]").count == 3, "\(result.all)")
        #expect(!result.all.contains(token) && !result.all.contains("hunter2"))
    }
}
