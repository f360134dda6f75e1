import ReeveModel
import ReeveReport

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
