import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore

extension ReportPage {
    /// That files were not as the commit has them.
    func mark(_ commit: GitCommit) -> Markup { commit.isDirty ? "\(GitCommit.mark)" : "" }

    /// What was decided by what, and how anyone can check it without this store.
    var evidence: Markup {
        let batch = report.batch
        var rows: [(String, Markup)] = [
            ("Definition", "<code>\(batch.definitionDigest.description)</code>"),
            ("Submission", "<code>\(batch.requestDigest.description)</code>"),
        ]
        if let revision = report.revision {
            rows.append(("Revision", "\(revision.words)"))
            rows.append(
                (
                    "Commit",
                    revision.gitCommit.map { "<code>\($0.hash)</code>\(mark($0))" }
                        ?? "none was known when it was applied"
                ))
        }
        for digest in Set(report.runs.compactMap(\.record.usage.policySetDigest)).map(\.description).sorted() {
            rows.append(("Policy set", "<code>\(digest)</code>"))
        }
        let audit = report.audit
        var checking: Markup = """
            <p>The log has no signed checkpoint yet, so nothing here can be checked without the store: sign one with \
            <code>reeve audit checkpoint</code>, then make the report again.</p>

            """
        if let checkpoint = audit.checkpoint?.checkpoint {
            rows.append(("Log", "\(checkpoint.origin), \(FigureText.count(audit.logSize)) entries in all"))
            let time: Markup = checkpoint.time.map { ", signed \(instant($0))" } ?? ""
            rows.append(("Checkpoint", "size \(FigureText.count(checkpoint.size))\(time)"))
            rows.append(("Root", "<code>\(checkpoint.root.hex)</code>"))
            if let key = audit.key { rows.append(("Key", "<code>\(key.vkey)</code>")) }
            let unsigned =
                switch audit.unsignedCount {
                case 0: ""
                case 1: " One newer entry of this batch awaits the next checkpoint."
                default:
                    " \(FigureText.count(audit.unsignedCount)) newer entries of this batch await the next checkpoint."
                }
            checking = """
                <p><a href="audit.jsonl">audit.jsonl</a> holds the \(FigureText.count(audit.lines.count)) log entries of this \
                batch, each with a proof that it is in the log whose head the <a href="checkpoint">checkpoint</a> signs.\
                \(unsigned) Anyone can check them offline, with a small program that needs neither the store nor reeve:</p>
                <pre><code>reeve-verify audit.jsonl --checkpoint checkpoint</code></pre>
                <p>and the whole log, where the store is:</p>
                <pre><code>reeve audit verify</code></pre>

                """
        }
        let list = rows.map { row -> Markup in "<div><dt>\(row.0)</dt><dd>\(row.1)</dd></div>\n" }.joined()
        return """
            <h2 id="evidence">Evidence</h2>
            \(checking)<dl class="facts evidence">
            \(list)</dl>
            <p class="soft">Beside this page: <a href="report.json">report.json</a>, <a href="report.md">report.md</a>, \
            <a href="junit.xml">junit.xml</a>, <a href="runs.csv">runs.csv</a>, \
            <a href="terminal.jsonl">terminal.jsonl</a>.</p>

            """
    }
}
