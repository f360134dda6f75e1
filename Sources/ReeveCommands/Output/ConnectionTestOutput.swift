import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import Synchronization

/// Writes the result of the test of each connection as soon as it is there.
final class ConnectionTestOutput: Sendable {
    private let terminal: Terminal
    private let rest: @Sendable (OperationEvent) -> Void
    private let isJSON: Bool
    /// The width of the longest path of a connection.
    private let width = Mutex(0)

    init(terminal: Terminal, rest: @escaping @Sendable (OperationEvent) -> Void, isJSON: Bool) {
        self.terminal = terminal
        self.rest = rest
        self.isJSON = isJSON
    }

    func take(_ event: OperationEvent) {
        if case .connections(let keys) = event {
            width.withLock { $0 = keys.map(\.description.count).max() ?? 0 }
        }
        guard case .connectionTested(let result) = event else { return rest(event) }
        guard !isJSON else { return }
        let width = width.withLock { $0 }
        let title = result.connection.description.padded(to: width)
        switch result.report {
        case .success(let report):
            let server = [report.serverName, report.serverVersion].compactMap { $0 }.joined(separator: " ")
            terminal.line(
                title + "  ok    \(report.tools.count) tools  \(server)  MCP \(report.protocolRevision)")
            for finding in report.findings { terminal.line(FindingText.line(finding, indent: width + 8)) }
        case .failure(let error):
            let lines = error.message.split(separator: "\n").map(String.init)
            terminal.line(title + "  fail  " + TerminalText.escaped(lines.first ?? ""))
            for line in lines.dropFirst() {
                terminal.line("".padded(to: width) + "        | " + TerminalText.escaped(line))
            }
        }
    }

    static func json(_ result: ConnectionResult<ConnectionTester.Report>) -> JSONValue {
        switch result.report {
        case .success(let report):
            [
                "connection": .string(result.connection.description),
                "findings": .array(report.findings.map(FindingText.json)),
                "protocol_revision": .string(report.protocolRevision),
                "server_name": JSONValue(report.serverName), "server_version": JSONValue(report.serverVersion),
                "status": "ok", "tools": JSONValue(report.tools),
            ]
        case .failure(let error):
            [
                "connection": .string(result.connection.description), "status": "fail",
                "error": .string(error.message),
            ]
        }
    }
}
