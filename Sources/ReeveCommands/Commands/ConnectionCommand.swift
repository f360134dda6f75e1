import ArgumentParser
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore

struct ConnectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Test connections, and take their tools into the store.",
        subcommands: [ConnectionTestCommand.self, ConnectionSyncCommand.self])
}

struct ConnectionTestCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Start servers, agree the protocol, compare versions, list tools.",
        discussion: "Without a name every connection of the environment. Exit status 7 where one fails.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Argument(
        help: "Connections; all of the environment where absent.",
        completion: Completions.names(of: KindName.connection))
    var names: [String] = []

    func run() async throws {
        let context = try CommandContext(self)
        let isJSON = form.isJSON
        try await context.withExecution { setup in
            let store = setup.services.store
            let wanted = try await ConnectionNames.resolve(names, context: context, store: store)
            let tester = ConnectionTester(setup.services)
            var failed = 0
            var results: [JSONValue] = []
            let width = wanted.map(\.description.count).max() ?? 0
            for key in wanted {
                do throws(ExecutionError) {
                    let report = try await tester.test(
                        connection: key.name, organization: key.organization ?? "", environment: key.environment ?? "",
                        requester: Operator.current().requester)
                    results.append(Self.json(key, report))
                    guard !isJSON else { continue }
                    let server = [report.serverName, report.serverVersion].compactMap { $0 }.joined(separator: " ")
                    context.terminal.line(
                        key.description.padded(to: width)
                            + "  ok    \(report.tools.count) tools  \(server)  MCP \(report.protocolRevision)")
                    for finding in report.findings {
                        context.terminal.line(FindingText.line(finding, indent: width + 8))
                    }
                } catch {
                    failed += 1
                    results.append([
                        "connection": .string(key.description), "status": "fail", "error": .string(error.message),
                    ])
                    guard !isJSON else { continue }
                    let lines = error.message.split(separator: "\n").map(String.init)
                    context.terminal.line(
                        key.description.padded(to: width) + "  fail  " + TerminalText.escaped(lines.first ?? ""))
                    for line in lines.dropFirst() {
                        context.terminal.line("".padded(to: width) + "        | " + TerminalText.escaped(line))
                    }
                }
            }
            return (failed, results)
        } show: { failed, results in
            if isJSON { context.terminal.json(.array(results)) }
            if failed > 0 { throw ExitStatus.runsFailed.exit }
        }
    }

    private static func json(_ key: ObjectKey, _ report: ConnectionTester.Report) -> JSONValue {
        [
            "connection": .string(key.description), "findings": .array(report.findings.map(FindingText.json)),
            "protocol_revision": .string(report.protocolRevision),
            "server_name": JSONValue(report.serverName), "server_version": JSONValue(report.serverVersion),
            "status": "ok", "tools": JSONValue(report.tools),
        ]
    }
}

struct ConnectionSyncCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(commandName: "sync", abstract: "The same as 'tools sync'.")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: "Connections; all of the environment where absent.",
        completion: Completions.names(of: KindName.connection))
    var names: [String] = []
    @OptionGroup var form: ResultOptions
    @Flag(name: .customLong("allow-empty"), help: "Take an empty list after a full one.") var allowEmpty = false

    func run() async throws {
        try await ToolsSync.run(names, allowEmpty: allowEmpty, isJSON: form.isJSON, context: try CommandContext(self))
    }
}

/// The connections that a command means.
enum ConnectionNames {
    static func resolve(_ names: [String], context: CommandContext, store: any Store) async throws -> [ObjectKey] {
        let options = context.options
        let keys = try await store.read { reading throws(StoreError) in
            try reading.objectHeads(
                ObjectFilter(
                    kinds: [KindName.connection], organization: options.organization, environment: options.environment)
            ).map(\.key)
        }
        let found = keys.filter { names.isEmpty || names.contains($0.name) || names.contains($0.description) }.sorted()
        let missing = names.filter { name in !found.contains { $0.name == name || $0.description == name } }
        for name in missing {
            context.fail(
                "there is no connection '\(name)' here", code: "connection.unknown",
                help: "reeve get connections lists them")
        }
        if !missing.isEmpty { throw ExitStatus.invalidInput.exit }
        if found.isEmpty { context.terminal.note("no connections found") }
        return found
    }
}
