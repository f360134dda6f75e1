import ReeveAudit

/// Writes whether the log is as it was signed.
enum VerificationOutput {
    static func write(_ result: AuditVerification, to terminal: Terminal) {
        let style = TextStyle(isOn: terminal.outputHasColor)
        if result.isIntact {
            terminal.line(
                style.green("ok")
                    + "  \(result.entryCount) entries, \(result.matchedCheckpoints) of \(result.trustedCheckpoints) checkpoints agree"
            )
        }
        for finding in result.findings { terminal.line(style.red("error") + "  \(finding)") }
        if let root = result.root { terminal.line("root  \(root.hex) at size \(result.treeSize)") }
        if let size = result.newestCheckpointSize {
            terminal.line("newest checkpoint  size \(size)" + (result.newestCheckpointTime.map { ", \($0)" } ?? ""))
        }
        for key in result.keys { terminal.line("key   \(key.vkey)") }
        for note in result.notes { terminal.line("note  \(note)") }
    }
}
