import ArgumentParser
import ReeveAudit
import ReeveModel
import ReeveReport

/// Writes the reference pages that are made from descriptions; for those who change reeve.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Write the generated reference pages.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir")) var out: String

    func run() throws {
        let pages = [
            ("kinds.md", KindsPage.text()), ("exit-status.md", ExitStatusPage.text),
            ("diagnostics.md", DiagnosticsPage.text), ("words.md", WordsPage.text),
            ("run-states.md", RunStatesPage.text),
        ]
        do {
            try BoundedFile.makeFolders(out)
            for (name, text) in pages {
                try BoundedFile.create(out + "/" + name, text: text, mode: 0o644, replaces: true)
            }
        } catch {
            Terminal().error("error: \(error)\n")
            throw ExitStatus.failure.exit
        }
    }
}

/// `docs/reference/exit-status.md`.
enum ExitStatusPage {
    static var text: String {
        var out = """
            # Exit status

            Generated from the table in the code. Every command ends with one of these.

            | Status | Meaning |
            | --- | --- |

            """
        for status in ExitStatus.allCases { out += "| \(status.rawValue) | \(status.meaning) |\n" }
        return out
    }
}

/// `docs/reference/diagnostics.md`.
enum DiagnosticsPage {
    static var text: String {
        var out = """
            # Diagnostics

            Generated from the catalog in the code. A message ends with its code in brackets. Scripts can match on the
            code: it never changes its meaning. `reeve explain CODE` prints one entry.

            | Code | What is wrong | How to mend it |
            | --- | --- | --- |

            """
        for entry in DiagnosticCatalog.all {
            out += "| `\(entry.code)` | \(MarkdownCell.text(entry.meaning)) | \(MarkdownCell.text(entry.remedy)) |\n"
        }
        out += """

            ## Reasons of runs

            Why a run did not succeed: in `runs show`, in reports, in the audit log, and in `expect: [{reason: ...}]`.

            | Reason | What happened | What to do |
            | --- | --- | --- |

            """
        for reason in RunReason.allCases {
            let words = ReasonWords.of(reason)
            out += "| `\(reason.rawValue)` | \(MarkdownCell.text(words.plain)) | \(MarkdownCell.text(words.remedy)) |\n"
        }
        return out
    }
}

/// Text in a cell of a Markdown table.
enum MarkdownCell {
    static func text(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
    }
}
