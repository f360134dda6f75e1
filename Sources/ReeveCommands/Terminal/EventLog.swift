import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// What happens inside, for whoever searches for a cause. Each event is one line on standard error, filtered by
/// `--log-level`.
///
/// ```
/// 2026-11-23T22:30:00.120000Z debug server-started connection=acme/prod/Connection/git process=4711
/// ```
///
/// A line has the instant, the level, the event, then `key=value`. A value with blanks is a JSON string. Every value
/// passes the redactor. The level changes neither results nor messages for people.
struct EventLog: Sendable {
    let level: LogLevel
    let terminal: Terminal

    func write(_ entry: LogEntry) {
        var line = "\(SystemExecutionClock().now) \(entry.level.rawValue) \(entry.event)"
        for (key, value) in entry.fields {
            guard let value else { continue }
            let text = terminal.redacted(value)
            let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
            line += " \(key)=" + (isPlain ? text : JSONValue.string(TerminalText.escaped(text)).canonicalText)
        }
        terminal.errorLine(line)
    }

    /// - Parameter fields: evaluated only where the level is on.
    private func write(
        _ level: LogLevel, _ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, String?> = [:]
    ) {
        guard level <= self.level else { return }
        write(LogEntry(level: level, event: event, fields: fields().map { ($0.key, $0.value) }))
    }

    /// Writes an event of a worker.
    func write(_ event: RunEvent) {
        switch event {
        case .started(let run, let batch, let item, let cell, let attempt):
            write(
                .debug, "run-claimed",
                ["run": run.text, "batch": batch.text, "item": item, "cell": cell, "attempt": "\(attempt)"])
        case .ended(let run, _, let item, let cell, let status, let reason, let message):
            write(
                .debug, "run-ended",
                [
                    "run": run.text, "item": item, "cell": cell, "status": status.rawValue, "reason": reason?.rawValue,
                    "message": message,
                ])
        case .postponed(let run, let item, let cell, let until, let reason):
            write(
                .debug, "run-postponed",
                [
                    "run": run.text, "item": item, "cell": cell, "until": until?.description,
                    "reason": reason?.rawValue,
                ])
        case .waiting(let run, let wait):
            guard let wait else { return }
            write(.debug, "run-waits", ["run": run.text, "waits_for": wait.code, "words": wait.description])
        case .leasesRenewed(let count, let lost):
            write(.debug, "leases-renewed", ["count": "\(count)", "lost": "\(lost)"])
        case .batchEnded(let batch, let status):
            write(.info, "batch-ended", ["batch": batch.text, "status": status.rawValue])
        case .rescued(let report):
            write(
                .info, "runs-rescued",
                [
                    "requeued": "\(report.requeued.count)", "interrupted": "\(report.interrupted.count)",
                    "failed": "\(report.failed.count)",
                ])
        case .draining: write(.info, "worker-draining")
        case .progress: break
        }
    }

    func write(_ event: ServerEvent) {
        switch event {
        case .started(let connection, let process):
            write(.debug, "server-started", ["connection": connection, "process": "\(process)"])
        case .ended(let connection, let process):
            write(.debug, "server-ended", ["connection": connection, "process": "\(process)"])
        }
    }
}
