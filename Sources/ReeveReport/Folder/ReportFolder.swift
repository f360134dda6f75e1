import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

/// Writes a report as a folder: `<reports>/<batch>/<time>-<id>/`, and points `<reports>/latest` to it.
///
/// The folder appears whole or not at all: it is written under another name beside its place and renamed. A report of
/// the same batch that is there already is replaced. What a killed process left is removed first. Below the reports
/// folder no symbolic link is followed.
/// Everything here blocks: call it from a thread that may wait.
package enum ReportFolder {
    /// Names in the reports folder that a batch cannot take.
    private static let reserved: Set<String> = ["latest", "apply", "daily", "README.md"]

    /// - Parameters:
    ///   - reports: The reports folder; made where it does not exist.
    ///   - isLatest: Whether the batch was worked on just now; a report that is only made again leaves `latest` alone.
    /// - Returns: the path of the new folder, `reports` included.
    /// - Throws: ``ReportError`` with code `obstructed` or `ioFailure`.
    @discardableResult
    package static func write(_ report: RunReport, to reports: String, isLatest: Bool = true) throws(ReportError)
        -> String
    {
        let batch = batchFolder(report.batch.name)
        let name = folderName(report.batch)
        let root = try SafeDirectory.open(path: reports)
        try root.checkReplaceableLink("latest")
        DraftFolder.removeLeftovers(below: root)
        let draft = try DraftFolder(of: name, in: try root.makeDirectory(batch))
        do throws(ReportError) {
            draft.folder.openForReading()
            try fill(draft.folder, report)
            try draft.replace(name)
        } catch {
            draft.discard()
            throw error
        }
        if isLatest || !root.hasTarget("latest") { try root.setLink("latest", to: batch + "/" + name) }
        return (reports.hasSuffix("/") ? reports : reports + "/") + batch + "/" + name
    }

    /// The files of a report with their contents, in the order of their paths below the folder.
    package static func files(_ report: RunReport) -> [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = [
            ("audit.jsonl", report.audit.segmentBytes), ("junit.xml", JUnitDocument(report).bytes),
            ("report.html", ReportPage(report).bytes), ("report.json", JSONDocument(report).bytes),
            ("report.md", MarkdownDocument(report).bytes), ("runs.csv", RunsTable(report).bytes),
            ("terminal.jsonl", TranscriptFile(report).bytes),
        ]
        if let checkpoint = report.audit.checkpoint { files.append(("checkpoint", checkpoint.bytes)) }
        if let key = report.audit.key { files.append(("checkpoint.pub", Array((key.vkey + "\n").utf8))) }
        files += report.resultFiles
        return files.sorted { $0.path < $1.path }
    }

    private static func fill(_ folder: SafeDirectory, _ report: RunReport) throws(ReportError) {
        var open: [String: SafeDirectory] = [:]
        for file in files(report) {
            var parts = file.path.split(separator: "/").map(String.init)
            let name = parts.removeLast()
            var directory = folder
            var path = ""
            for part in parts {
                path += part + "/"
                let next: SafeDirectory
                if let known = open[path] { next = known } else { next = try directory.makeDirectory(part) }
                open[path] = next
                directory = next
            }
            try directory.write(name, file.bytes)
        }
        try folder.synchronize()
    }

    private static func batchFolder(_ name: String) -> String {
        let component = PathComponent.of(name)
        return reserved.contains(component) ? "_" + component : component
    }

    /// `20261123T214107Z-0X7RQ2`: the submission in UTC and the end of the batch's id, where ids differ.
    private static func folderName(_ batch: BatchRecord) -> String {
        let time = batch.createdAt.fields.description.filter { $0 != "-" && $0 != ":" }
        return time + "Z-" + batch.id.text.suffix(6)
    }
}
