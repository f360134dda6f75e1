import ReeveDiagnostics
import ReeveExecution
import ReeveManifest
import ReeveModel
import ReeveRedaction
import ReeveReport
import ReeveStore

/// `report run`: writes the report of a batch again, from the store alone. The same store gives the same bytes.
package struct ReportOperation: Sendable {
    /// The id of the batch, or its last characters; nil for the newest batch.
    package let batch: String?

    package init(batch: String?) { self.batch = batch }

    package func run(in context: OperationContext) async throws(OperationError) -> FinishedBatch {
        let report = try await context.withStore(.read) { store in
            let id =
                if let batch {
                    try await RunLookup.batch(batch, in: store, context: context)
                } else {
                    try await newest(store, in: context)
                }
            return try await Self.build(batch: id, store: store, in: context)
        }
        return await Self.write(report, isLatest: false, in: context)
    }

    private func newest(_ store: any Store, in context: OperationContext) async throws -> ULID {
        let scope = context.scope.named
        let newest = try await store.read { reading throws(StoreError) in
            try reading.batches(
                BatchFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment),
                before: nil, limit: 1
            ).cut.shown.first
        }
        guard let newest else {
            throw OperationError.invalid("no batch was submitted yet" + scope.suffix, code: "run.unknown-id")
        }
        return newest.id
    }

    static func build(
        batch: ULID, store: any Store, redactor: Redactor = Redactor(), in context: OperationContext
    ) async throws(StoreError) -> RunReport {
        var options = RunReportBuilder.Options(producer: "reeve \(context.version)", redactor: redactor)
        options.key = try? context.signingKey.verifierKey()
        let wanted = options
        return try await store.read { rows throws(StoreError) in
            try RunReportBuilder.build(batch: batch, reading: rows, options: wanted)
        }
    }

    /// Writes the folder of a report. A failure is an event and not thrown.
    ///
    /// - Parameters:
    ///   - isLatest: whether this operation has worked on the batch.
    ///   - part: a folder below that of the reports; nil for none.
    static func write(
        _ report: RunReport, isLatest: Bool, part: String? = nil, in context: OperationContext
    ) async -> FinishedBatch {
        let folder = context.project.absolute(context.project.spec.reports) + (part.map { "/" + $0 } ?? "")
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
            context.tell([
                Diagnostic(
                    "report.not-written", "the report was not written: \(error)",
                    help:
                        "make room or mend the folder's mode; 'reeve report run \(report.batch.id)' writes it again")
            ])
        }
        let finished = FinishedBatch(report: report, path: shown)
        context.events(.batchFinished(finished))
        return finished
    }
}
