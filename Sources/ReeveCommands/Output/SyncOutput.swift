import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import Synchronization

/// Writes what a sync has taken from each server, as soon as it is there.
final class SyncOutput: Sendable {
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
        guard case .connectionSynced(let result) = event else { return rest(event) }
        let title = result.connection.description.padded(to: width.withLock { $0 })
        switch result.report {
        case .success(let report): if !isJSON { write(report, title) }
        case .failure(let error):
            if !isJSON { terminal.line(title + "  failed") }
            terminal.report(error)
        }
    }

    private func write(_ report: ToolSyncReport, _ title: String) {
        terminal.line(title + "  " + report.summary)
        for entry in report.entries {
            switch entry.change {
            case .new, .unchanged: break
            case .changed(let verdict, let version):
                terminal.line("  ~ \(entry.tool)  \(verdict)  now \(version)")
            case .stale(let verdict):
                terminal.line(
                    "  ! \(entry.tool)  \(verdict)  differs from its pin; 'reeve tools lock' and a review accept it")
            case .failed where report.findings.contains { $0.tool == entry.tool && $0.part == .name }: break
            case .vanished: terminal.line("  - \(entry.tool)  vanished")
            case .failed(let reason): terminal.line("  x \(entry.tool)  " + TerminalText.escaped(reason))
            }
        }
        for finding in report.findings { terminal.line(FindingText.line(finding)) }
    }

    static func json(_ result: ConnectionResult<ToolSyncReport>) -> JSONValue {
        switch result.report {
        case .success(let report): json(result.connection, report)
        case .failure(let error):
            [
                "connection": .string(result.connection.description), "error": .string(error.message),
                "status": "failed",
            ]
        }
    }

    private static func json(_ key: ObjectKey, _ report: ToolSyncReport) -> JSONValue {
        let tools = report.entries.map { entry -> JSONValue in
            var out: JSONObject = ["digest": JSONValue(entry.digest?.description), "tool": .string(entry.tool)]
            switch entry.change {
            case .new: out["change"] = "new"
            case .unchanged: out["change"] = "unchanged"
            case .vanished: out["change"] = "vanished"
            case .changed(let verdict, let version):
                out["change"] = "changed"
                out["verdict"] = .string(verdict.rawValue)
                out["version"] = .string(version)
            case .stale(let verdict):
                out["change"] = "stale"
                out["verdict"] = .string(verdict.rawValue)
            case .failed(let reason):
                out["change"] = "failed"
                out["error"] = .string(reason)
            }
            return .object(out)
        }
        return [
            "connection": .string(key.description), "findings": .array(report.findings.map(FindingText.json)),
            "launch_digest": .string(report.launchDigest.description),
            "protocol_revision": .string(report.protocolRevision), "server_name": JSONValue(report.serverName),
            "server_version": JSONValue(report.serverVersion), "status": "synced", "tools": .array(tools),
        ]
    }
}
