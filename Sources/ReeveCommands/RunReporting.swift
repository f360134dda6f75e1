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
    /// - Returns: whether the report was written. What was done stands in the store, and `reeve report run` writes it
    ///   again.
    static func finish(batch: ULID, setup: ExecutionSetup, context: CommandContext) async throws -> Bool {
        try await Composition.sign(setup.services.store, project: context.project, context: context)
        let report = try await build(
            batch: batch, store: setup.services.store, redactor: setup.services.secrets.redactor, context: context)
        return await write(report, context: context)
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
    /// - Returns: whether it was written; else why not was told.
    static func write(_ report: RunReport, isLatest: Bool = true, context: CommandContext) async -> Bool {
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
        context.terminal.write(RunSummaryText(report, path: shown, isColored: context.terminal.outputHasColor).text)
        return shown != nil
    }
}
