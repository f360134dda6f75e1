import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReevePolicy
import ReeveStore

/// Writes one request: exactly what it binds, who may approve, and the votes.
enum ApprovalShowOutput {
    /// `user:ben or membership:owner`; requirements of several rules add up.
    static func approvers(of entry: ApprovalEntry) -> String {
        let words = (entry.document?.terms ?? []).map(\.requirement.words)
        return words.isEmpty ? "-" : words.joined(separator: ", and ")
    }

    /// ` by os:anna@build-7 at 2026-11-23T22:50:11Z`; empty where nobody has voted.
    static func deciders(of entry: ApprovalEntry) -> String {
        let votes = entry.votes.map { "\($0.approver) at \($0.votedAt)" }
        return votes.isEmpty ? "" : " by " + votes.joined(separator: ", ")
    }

    static func write(_ entry: ApprovalEntry, to terminal: Terminal) {
        let (approval, style) = (entry.approval, TextStyle(isOn: terminal.outputHasColor))
        func line(_ title: String, _ value: String?, indent: Int = 2) {
            guard let value else { return }
            let margin = String(repeating: " ", count: indent)
            terminal.line(margin + style.faint(title.padded(to: 16 - indent)) + TerminalText.escaped(value))
        }
        terminal.line(style.bold("approval \(approval.id)") + "  " + entry.status.rawValue)
        if !entry.isIntact {
            line("edited", "another program has changed it, so nothing is decided by it; see 'reeve store check'")
        }
        line("digest", approval.digest.description)
        line("run", "\(entry.run.id)  \(entry.run.label)")
        line("batch", entry.run.identity.batch.text)
        line("requested by", entry.requester.description)
        line("agent", entry.document?.agent)
        line("window", "\(approval.createdAt) until \(approval.expiresAt)")
        line("ended", approval.endedAt?.description)
        line("asked for", subject(of: entry))
        line("reason", entry.document?.reason.map { TerminalText.truncated($0, to: 2_000) })
        if let task = entry.document?.task {
            line("system", task.prompt["system"]?.string, indent: 4)
            line("prompt", task.prompt["user"]?.string, indent: 4)
            line("tools", task.tools.isEmpty ? "none" : task.tools.joined(separator: ", "), indent: 4)
            rules(task.rules).forEach { line("rule", $0, indent: 4) }
        }
        let calls = entry.document?.calls ?? []
        for (index, call) in calls.enumerated() {
            line(calls.count == 1 ? "call" : "call \(index + 1)", call.tool)
            line("input", call.input.canonicalText, indent: 4)
            line("pin", call.pin?.description ?? "none", indent: 4)
            line("definition", call.definition.description, indent: 4)
            line("server", call.server.description, indent: 4)
            rules(call.rules).forEach { line("rule", $0, indent: 4) }
        }
        requirements(entry).forEach { line("needs", $0) }
        for vote in entry.votes {
            line(
                vote.verdict == .approve ? "approved" : "rejected",
                "by \(vote.approver) at \(vote.votedAt)\(capacity(vote))" + (vote.reason.map { ": " + $0 } ?? ""))
        }
    }

    /// What within a task is asked for; nil for the one call of a tool run.
    private static func subject(of entry: ApprovalEntry) -> String? {
        let calls = entry.document?.calls.count ?? 0
        return switch entry.approval.kind {
        case .task: "the task, before its first question"
        case .proposal: calls == 1 ? "a proposal of 1 call" : "a proposal of \(calls) calls, in this order"
        case .call: entry.approval.call.map { "one call of the task (\($0))" }
        }
    }

    private static func rules(_ rules: [ApprovalDocument.Rule]) -> [String] {
        rules.map { "\($0.id)  \($0.place.map { $0 + "  " } ?? "")sha256:\($0.digest.short)" }
    }

    private static func requirements(_ entry: ApprovalEntry) -> [String] {
        (entry.document?.terms ?? []).enumerated().map { index, term in
            let given = entry.document?.approvals(of: index, in: entry.votes) ?? 0
            var words = term.requirement.words
            if term.requirement.isSeparate { words += ", but not \(entry.requester)" }
            return words + "; \(given) of \(term.requirement.count) so far" + (term.rule.map { "  (\($0))" } ?? "")
        }
    }

    /// For example ` as membership:owner`.
    private static func capacity(_ vote: ApprovalVote) -> String {
        let entries = ((try? JSONParser.parse(vote.standing))?.array ?? []).compactMap(\.string)
        var seen: Set<String> = []
        let distinct = entries.filter { seen.insert($0).inserted }
        return distinct.isEmpty ? "" : " as " + distinct.joined(separator: " and ")
    }
}
