import Testing

/// Secrets in the input of a call: a literal is refused, and a reference is bound at the gate.
@Suite struct SecretInputTests {
    /// A literal of a token's shape is refused when it is submitted, wherever it stands, with the way to do it right.
    @Test(arguments: ["run", "enqueue"]) func aLiteralTokenIsRefusedAtSubmission(verb: String) async throws {
        let token = "ghp_" + String(repeating: "a1B2", count: 9)
        let project = try await TestProject.applied(PlantedSecret.manifests, environment: PlantedSecret.environment)
        for spec in [
            "{items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: \(token)}}}]}",
            "{items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {deep: [{password: hunter2}]}}}]}",
            "{items: [{name: a, title: \(token), toolRun: {agent: bot, tool: aid/say, input: {}}}]}",
            "{matrix: {word: [\(token)]}, items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: {fromMatrix: word}}}}]}",
            "{matrix: {word: {fromFile: words.txt}}, items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: {fromMatrix: word}}}}]}",
            // What looks like a binding is no place for a token either, wherever it stands.
            "{matrix: {v: [{fromItem: zz, note: \(token)}]}, items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {}}}]}",
            "{items: [{name: b, toolRun: {agent: bot, tool: aid/say, input: {}}}, {name: a, needs: [b], toolRun: {agent: bot, tool: aid/say, input: {text: {fromItem: b, path: /\(token)}}}}]}",
            "{items: [{name: a, toolRun: {agent: bot, tool: aid/say, input: {text: {fromSecret: \"env:\(token)\"}}}}]}",
        ] {
            try project.write("words.txt", token + "\n")
            try project.write(
                "jobs/b.yaml",
                "apiVersion: reeve/v1\nkind: Batch\nmetadata: {name: b, organization: acme, environment: dev}\nspec: \(spec)\n"
            )
            let result = try await project.expect(3, verb, "-f", "jobs/b.yaml", environment: PlantedSecret.environment)
            #expect(
                result.error.contains("[input.secret]") && result.error.contains("fromSecret: env:NAME"),
                "\(result.all)")
            #expect(!result.all.contains(token) && !result.all.contains("hunter2"))
        }
        let called = try await project.expect(
            3, "tools", "call", "aid/say", "--agent", "bot", "--input", "{\"text\": \"\(token)\"}",
            environment: PlantedSecret.environment)
        #expect(called.error.contains("[input.secret]") && !called.all.contains(token))
        #expect(!(try await project.dump()).contains(token))
    }

    /// `fromSecret` is a reference until the call, and what it stands for must meet the tool's schema.
    @Test func fromSecretIsBoundAtTheGate() async throws {
        let project = try await TestProject.applied(PlantedSecret.manifests, environment: PlantedSecret.environment)
        let input = #"{"text": {"fromSecret": "env:PLANTED"}}"#
        let missing = try await project.expect(
            7, "tools", "call", "aid/say", "--agent", "bot", "--input", input,
            environment: ["PLANTED_KEY": "", "TEXT": ""])
        #expect(missing.error.contains("[run.secret.missing]"), "\(missing.all)")
        let long = try await project.expect(
            7, "tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": {"fromSecret": "env:LONG"}}"#,
            environment: PlantedSecret.environment.merging(["LONG": String(repeating: "long-secret ", count: 20)]) {
                $1
            })
        #expect(long.error.contains("[run.input.invalid]") && !long.all.contains("long-secret"), "\(long.all)")
        for wrong in [
            #"{"text": {"fromSecret": "vault:x"}}"#, #"{"text": {"fromSecret": "env:"}}"#,
            #"{"text": {"fromSecret": 1}}"#,
        ] {
            try await project.expect(
                3, "tools", "call", "aid/say", "--agent", "bot", "--input", wrong,
                environment: PlantedSecret.environment)
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
        let project = try await TestProject.applied(
            PlantedSecret.manifests + declaration, environment: PlantedSecret.environment)
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
        let run = try await project.expect(7, "run", "-f", "jobs/b.yaml", environment: PlantedSecret.environment)
        let queued = try await project.expect(3, "enqueue", "-f", "jobs/b.yaml", environment: PlantedSecret.environment)
        #expect(queued.error.contains("[input.secret]") && queued.error.contains("run -f"))
        let dump = try await project.dump()
        #expect(!dump.contains(token) && !(run.all + queued.all).contains(token))
        #expect(dump.contains("look: [redacted:github-token]"))
        // A retry has the redacted form only, and says so.
        #expect(run.output.contains("a  1 succeeded"), "the tool has got it: \(run.all)")
        let id = try await project.expect(0, "runs", "list", "--status", "failed", "-o", "name").output.split(
            separator: "\n")[0]
        try await project.expect(0, "runs", "retry", String(id))
        let again = try await project.expect(7, "run", environment: PlantedSecret.environment)
        #expect(again.output.contains("secret.missing"), "\(again.all)")
    }

    /// What a connection reads is refused as a part of the work, also where another process will make the calls.
    @Test(arguments: ["run", "enqueue"]) func aKnownSecretIsRefusedAtSubmission(verb: String) async throws {
        let project = try await TestProject.applied(
            PlantedSecret.manifests, environment: ["PLANTED": "plainwordofnoshape", "PLANTED_KEY": PlantedSecret.pem])
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
            environment: ["PLANTED": "plainwordofnoshape", "PLANTED_KEY": PlantedSecret.pem])
        #expect(result.error.contains("[input.secret]") && !result.all.contains("plainwordofnoshape"), "\(result.all)")
        #expect(!(try await project.dump()).contains("plainwordofnoshape"))
    }
}
