import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveRedaction
import ReeveReport
import ReeveStore

/// What is written and shown when a batch was worked through.
enum RunReporting {
    /// Signs the log, writes the report's folder and prints the summary.
    ///
    /// - Parameter writesReport: false where another worker is about to write it: what this one would write of an
    ///   unfinished batch could take the place of what that one wrote at its end.
    /// - Returns: the page, nil where the report was not written, and what `run -o json` says. What was done stands in the
    ///   store, and `reeve report run` writes it again.
    static func finish(
        batch: ULID, writesReport: Bool = true, setup: ExecutionSetup, isQuiet: Bool, context: CommandContext
    ) async throws -> (path: String?, result: JSONValue) {
        // The report holds the newest signature. One that fails is told of at the end of the command, which tries again.
        try? await Composition.writeCheckpoint(of: setup.services.store, context: context, now: Composition.now())
        let report = try await build(
            batch: batch, store: setup.services.store, redactor: setup.services.secrets.redactor, context: context)
        guard writesReport else {
            if !isQuiet { summarize(report, path: nil, context: context) }
            return (nil, RunResult.json(report, path: nil))
        }
        let path = await write(report, isQuiet: isQuiet, context: context)
        return (path, RunResult.json(report, path: path))
    }

    static func build(
        batch: ULID, store: any Store, redactor: Redactor = Redactor(), context: CommandContext
    ) async throws(StoreError) -> RunReport {
        var options = RunReportBuilder.Options(producer: "reeve \(Version.text)", redactor: redactor)
        options.key = try? CheckpointKeyFile(store: Composition.storePath(of: context.project)).verifierKey()
        let wanted = options
        return try await store.read { rows throws(StoreError) in
            try RunReportBuilder.build(batch: batch, reading: rows, options: wanted)
        }
    }

    /// - Parameter isLatest: whether its batch was worked on by this command.
    /// - Returns: the place of the page, from the project's folder; nil where it was not written, and why was told.
    static func write(
        _ report: RunReport, isLatest: Bool = true, isQuiet: Bool = false, context: CommandContext
    ) async -> String? {
        let folder = context.project.absolute(context.project.spec.reports)
        let written = await BlockingThread.run { () -> Result<String, ReportError> in
            do throws(ReportError) {
                return .success(try ReportFolder.write(report, to: folder, isLatest: isLatest))
            } catch {
                return .failure(error)
            }
        }
        var shown: String?
        switch written {
        case .success(let path):
            let root = context.project.root + "/"
            shown = (path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path) + "/report.html"
        case .failure(let error):
            context.fail(
                "the report was not written: \(error)", code: "report.not-written",
                help: "make room or mend the folder's mode; 'reeve report run \(report.batch.id)' writes it again")
        }
        if !isQuiet { summarize(report, path: shown, context: context) }
        return shown
    }

    private static func summarize(_ report: RunReport, path: String?, context: CommandContext) {
        context.terminal.write(RunSummaryText(report, path: path, isColored: context.terminal.outputHasColor).text)
    }
}

/// What `run` did with one batch, for programs; the report has the rest.
enum RunResult {
    static func json(_ report: RunReport, path: String?) -> JSONValue {
        let counts = report.counts.map { count -> JSONValue in
            [
                "as_expected": .bool(count.ending.isExpected), "count": JSONValue(count.count),
                "status": .string(count.ending.status.rawValue),
            ]
        }
        return [
            "batch": .string(report.batch.id.text), "counts": .array(counts),
            "elapsed_ms": JSONValue(report.elapsed.microseconds / 1_000), "name": .string(report.batch.name),
            "needs_attention": JSONValue(report.needsAttention), "report": JSONValue(path),
            "runs": JSONValue(report.runs.count), "status": .string(report.batch.status.rawValue),
            "tool_calls": JSONValue(report.callsSent), "verdict": .string(report.verdict.kind.rawValue),
        ]
    }
}
