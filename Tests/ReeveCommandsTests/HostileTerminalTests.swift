import Foundation
import Testing

/// Text from servers, manifests and arguments reaches a terminal as text, whichever command writes it.
@Suite struct HostileTerminalTests {
    /// A title sequence, a C1 control, an override, an isolate, zero width, a tag character, a line separator.
    private static let text =
        "\u{1B}]0;owned\u{07}\u{1B}[2J \u{9B}31m \u{7F}\r+\u{202E}txt.exe\u{2066}\u{200B}\u{FEFF}\u{2028}\u{E0041}end"

    /// What none of it may come out as.
    private static func acting(_ text: String) -> [String] {
        text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x0A, 0x09: false
            case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xE0000...0xE007F:
                true
            default: false
            }
        }.map { String($0.value, radix: 16) }
    }

    private static let manifests = #"""
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: aid, organization: acme, environment: dev, annotations: {"note": "a\e[2J\u202Eb"}}
        spec: {transport: stdio, command: [talker, "--\e[2J\u202E"], inheritEnv: [PATH, TEXT]}
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
          rules:
            - {id: calls, action: tool.invoke, target: tool:aid/*, effect: allow}
            - {id: keep, action: tool.invoke, target: tool:aid/noise, effect: deny, reason: "no \e[31m\u202Eway"}

        """#

    private static let batch = #"""
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: mixed, organization: acme, environment: dev}
        spec:
          retry: {attempts: 1}
          items:
            - {name: fine, title: "t\e[2J\u202E", toolRun: {agent: bot, tool: aid/say, input: {text: "i\e[2J\u202E"}}}
            - {name: wrong, toolRun: {agent: bot, tool: aid/say, input: {}}, expect: [{path: /content/0/text, equals: "\e[2J\u202E"}]}
            - {name: failed, toolRun: {agent: bot, tool: aid/fail, input: {}}}
            - {name: refused, toolRun: {agent: bot, tool: aid/refuse, input: {}}}
            - {name: crashed, toolRun: {agent: bot, tool: aid/crash, input: {}}}
            - {name: denied, toolRun: {agent: bot, tool: aid/noise, input: {}}}

        """#

    private static let commands: [[String]] = [
        ["validate"], ["plan", "--details"], ["diff"], ["connection", "test"], ["connection", "list"],
        ["tools", "sync"],
        ["tools", "list"], ["tools", "list", "-o", "wide"], ["tools", "list", "-o", "csv"],
        ["tools", "show", "aid/say"],
        ["run", "-f", "jobs/mixed.yaml", "--dry-run"], ["run", "-f", "jobs/mixed.yaml", "--log-level", "debug"],
        ["enqueue", "-f", "jobs/mixed.yaml"], ["run"],
        ["runs", "list"], ["runs", "list", "-o", "wide"], ["runs", "list", "-o", "yaml"], ["batches", "list"],
        ["audit", "list"], ["audit", "list", "-o", "csv"], ["audit", "verify"], ["get", "all"],
        ["get", "all", "-o", "yaml"],
        ["describe", "connection", "aid"], ["export"], ["history"], ["history", "show", "1"], ["store", "info"],
        ["policy", "evaluate", "--agent", "bot", "--target", "tool:aid/noise", "--explain"],
        ["tools", "call", "aid/say", "--agent", "bot"], ["tools", "call", "aid/fail", "--agent", "bot"],
        ["tools", "call", "aid/refuse", "--agent", "bot"], ["tools", "call", "aid/crash", "--agent", "bot"],
        ["tools", "call", "aid/structure", "--agent", "bot"], ["tools", "call", "aid/noise", "--agent", "bot"],
        ["tools", "lock"], ["report", "run", text],
        // What the command line itself brings.
        [text], ["get", text], ["get", "Agent", text], ["explain", text], ["validate", text], ["tools", "show", text],
        ["describe", text, text], ["runs", "show", text], ["plan", "--target", text], ["run", "-f", text],
        ["-C", text, "plan"],
        ["get", "all", "-e", text], ["plan", "--" + text], ["store", "info", "--store", text],
        ["tools", "call", text, "--agent", text],
        ["policy", "evaluate", "--agent", text, "--target", text], ["get", "all", "-o", text],
        ["history", "show", text],
    ]

    @Test func nothingThatActsComesOut() async throws {
        let environment = ["TEXT": Self.text]
        let project = try await TestProject.applied(Self.manifests, files: ["jobs/mixed.yaml": Self.batch])
        var commands = Self.commands
        for arguments in commands { try await check(arguments, project, environment) }
        let ids = try await project.expect(0, "runs", "list", "-o", "name").output.split(separator: "\n").map(
            String.init)
        let batches = try await project.expect(0, "batches", "list", "-o", "name").output.split(separator: "\n")
        commands = ids.flatMap { [["runs", "show", $0], ["runs", "steps", $0], ["runs", "logs", $0]] }
        commands += batches.flatMap { [["batches", "show", String($0)], ["report", "run", String($0)]] }
        #expect(commands.count > 20)
        for arguments in commands { try await check(arguments, project, environment) }
    }

    private func check(_ arguments: [String], _ project: TestProject, _ environment: [String: String]) async throws {
        let result = try await project.start([TestProject.binary] + arguments, environment: environment).result()
        let text = (result.output + result.error).replacingOccurrences(of: "\r\n", with: "\n")
        #expect(Self.acting(text).isEmpty, "reeve \(arguments): \(Self.acting(text)) in\n\(text.debugDescription)")
    }

    /// Programs get what was said, and their terminal nothing that acts.
    @Test func jsonStaysExact() async throws {
        let project = try await TestProject.applied(Self.manifests)
        let environment = ["TEXT": Self.text]
        try await project.expect(0, "tools", "sync", environment: environment)
        let said = try await project.expect(
            0, "tools", "call", "aid/say", "--agent", "bot", "-o", "json", environment: environment)
        let definition = try await project.expect(0, "tools", "show", "aid/say")
        let object = try await project.expect(0, "get", "Connection", "aid", "-o", "json")
        for (output, words) in [
            (said.output, Self.text + "\nsecond line\tend "), (object.output, "--\u{1B}[2J\u{202E}"),
        ] {
            #expect(Self.acting(output).isEmpty)
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            #expect("\(Self.strings(value))".isEmpty == false && Self.strings(value).contains(words), "\(output)")
        }
        #expect(
            definition.output.contains("\\u202e") && definition.output.contains("\\u001b"),
            "the review surface shows them")
    }

    /// Only lines of the program's own begin at the start of one: a listing with a line more than it has rows could not be
    /// told from a true one.
    @Test(arguments: ["1\nFORGED  ok    9 tools", "1\r\nFORGED  ok", "1\rFORGED", "1\u{2028}FORGED", "1\u{85}FORGED"])
    func noServerBeginsALine(text: String) async throws {
        let environment = ["TEXT": text]
        let project = try await TestProject.applied(
            Self.manifests, files: ["jobs/mixed.yaml": Self.batch], environment: environment)
        for arguments in Self.commands where !arguments.contains(Self.text) && arguments.first != "completion" {
            // What a call answers is given line by line.
            if arguments.starts(with: ["tools", "call"]) || arguments.contains("csv") { continue }
            let result = try await project.start([TestProject.binary] + arguments, environment: environment).result()
            let forged = (result.output + "\n" + result.error).unicodeScalars.split { $0 == "\n" || $0 == "\r" }
                .filter { String($0).hasPrefix("FORGED") }
            #expect(forged.isEmpty, "reeve \(arguments): \(result.all.debugDescription)")
        }
        let test = try await project.expect(0, "connection", "test", environment: environment)
        let lines = test.output.unicodeScalars.split { $0 == "\n" }.map(String.init)
        #expect(lines.count == 1 && lines[0].hasPrefix("acme/dev/Connection/aid  ok    "), "\(test.all)")
    }

    /// Several lines stay several lines, and tabs tabs.
    @Test func linesOfAResultStayLines() async throws {
        let project = try await TestProject.applied(Self.manifests)
        let result = try await project.expect(
            0, "tools", "call", "aid/say", "--agent", "bot", environment: ["TEXT": "one\ntwo"])
        #expect(result.output == "one\ntwo\nsecond line\tend \n", "\(result.all)")
    }

    private static func strings(_ value: Any) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(strings)
        case let object as [String: Any]: object.values.flatMap(strings)
        default: []
        }
    }
}
