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
