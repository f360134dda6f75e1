import Foundation
import ReeveJSON
import Testing

/// Secrets that a connection reads, and that its server then says everywhere and in many forms, appear in no output of any
/// command, in no file of a report, and in no byte of the store.
@Suite struct PlantedSecretTests {
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
        let literal = String(decoding: try JSONEncoder().encode(PlantedSecret.value), as: UTF8.self)
        let project = try await TestProject.applied(
            PlantedSecret.manifests,
            files: ["jobs/leaks.yaml": Self.batch], environment: PlantedSecret.environment)
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
            #expect(PlantedSecret.leaks(in: data).isEmpty, "\(name): \(PlantedSecret.leaks(in: data))")
        }
        #expect(files > 20)
        let dump = try await project.dump()
        #expect(dump.contains("[redacted:known-secret]") && dump.contains("fromSecret"))
        #expect(PlantedSecret.leaks(in: Data(dump.utf8)).isEmpty)
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
        let project = try await TestProject.applied(PlantedSecret.manifests, environment: PlantedSecret.environment)
        try project.write("manifests/mute.yaml", banner)
        try await project.expect(0, "apply", "--yes")
        let result = try await project.reeve("connection", "test", "mute", environment: PlantedSecret.environment)
        #expect(result.status != 0 && result.all.contains("it printed no MCP message"), "\(result.all)")
        #expect(PlantedSecret.leaks(in: Data(result.all.utf8)).isEmpty, "\(result.all)")
        let dump = try await project.dump()
        #expect(dump.contains("it printed no MCP message") && PlantedSecret.leaks(in: Data(dump.utf8)).isEmpty)
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
        let variables = PlantedSecret.environment.merging(["PIN": "4711x"]) { $1 }
        let project = try await TestProject.applied(PlantedSecret.manifests + declaration, environment: variables)
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

    private func check(_ arguments: [String], _ project: TestProject) async throws {
        let result = try await project.start([TestProject.binary] + arguments, environment: PlantedSecret.environment)
            .result()
        let found = PlantedSecret.leaks(in: Data((result.output + result.error).utf8))
        #expect(found.isEmpty, "reeve \(arguments): \(found)\n\(result.all.prefix(20_000))")
    }

    /// A secret that is too short to be kept out of texts is told of.
    @Test func aSecretThatIsTooShortIsToldOf() async throws {
        let project = try await TestProject.applied(PlantedSecret.manifests, environment: PlantedSecret.environment)
        let result = try await project.expect(
            0, "connection", "test", environment: PlantedSecret.environment.merging(["PLANTED": "abc"]) { $1 })
        #expect(result.error.contains("warning secret-too-short reference=env:PLANTED"), "\(result.all)")
        try project.edit("manifests/all.yaml", "[talker, --forms]", "[talker]")
        try await project.expect(0, "apply", "--yes")
        let long = try await project.expect(
            0, "connection", "test",
            environment: PlantedSecret.environment.merging(["PLANTED": String(repeating: "long-secret ", count: 2_000)])
            { $1 })
        #expect(long.error.contains("warning secret-too-long reference=env:PLANTED"), "\(long.error.prefix(2_000))")
        #expect(!long.all.contains("long-secret "))
    }
}
