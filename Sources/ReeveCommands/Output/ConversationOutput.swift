import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore

/// Writes the conversation of a task by turns.
///
/// ```
///   prompt
///     | Write a health note for /srv/repos/website.
///   turn 1  main/small-1  490+55 tokens  640 ms
///     | I look at the log first.
///     git/git_log {"max_count":3}  answered, 55 ms
///       | 8f2c1d7 Anna: mend the footer
/// ```
struct ConversationOutput {
    /// The longest text, in bytes. `-o json` has all of it.
    private static let textMax = 8 << 10

    private let conversation: TaskConversation
    private let currency: String?
    private let style: TextStyle

    init(_ conversation: TaskConversation, currency: String?, style: TextStyle) {
        self.conversation = conversation
        self.currency = currency
        self.style = style
    }

    func write(to terminal: Terminal) {
        terminal.line("  " + style.faint("conversation"))
        for part in conversation.parts { write(part, to: terminal) }
    }

    private func write(_ part: TaskConversation.Part, to terminal: Terminal) {
        switch part {
        case .prompt(let exchange):
            guard case .prompt(let system, let user, let isRepair) = exchange.content else {
                return terminal.line("  prompt, left out")
            }
            if let system {
                terminal.line("  " + style.bold("system"))
                block(system, indent: 4, to: terminal)
            }
            terminal.line("  " + style.bold(isRepair ? "asked to repair" : "prompt") + taint(exchange))
            block(user, indent: 4, to: terminal)
        case .noAnswer(let exchange):
            var words = "is asked"
            if case .noAnswer(_, let message?) = exchange.content { words = "gave no answer: " + message }
            terminal.line(
                "  " + style.yellow(TerminalText.escaped("\(exchange.modelName ?? "a provider") \(words)")))
        case .call(let exchange): call(exchange, to: terminal)
        case .turn(let number, let answer, let calls):
            terminal.line("  " + style.bold("turn \(number)") + "  " + style.faint(figures(answer)))
            if case .answer(let text, _, _) = answer.content {
                if !text.isEmpty { block(text, indent: 4, to: terminal) }
            } else {
                terminal.line("    left out")
            }
            for exchange in calls { call(exchange, to: terminal) }
            if case .answer(_, let asked, _) = answer.content {
                for call in TaskConversation.notMade(asked, after: calls) {
                    terminal.line(
                        "    " + TerminalText.escaped(TerminalText.truncated(call.command, to: 400)) + "  "
                            + style.faint("not made"))
                }
            }
        }
    }

    private func figures(_ answer: TaskExchange) -> String {
        var words = [TerminalText.escaped(answer.modelName ?? "")]
        if let input = answer.row.tokensIn, let output = answer.row.tokensOut {
            words.append("\(FigureText.count(input))+\(FigureText.count(output)) tokens")
        }
        if let cost = answer.row.cost { words.append(TerminalText.escaped(FigureText.money(cost, currency ?? "?"))) }
        if let duration = answer.duration { words.append(FigureText.duration(duration)) }
        return words.joined(separator: "  ")
    }

    private func call(_ exchange: TaskExchange, to terminal: Terminal) {
        guard case .call(let call, let result) = exchange.content, let state = exchange.callState else {
            return terminal.line("    a call, left out")
        }
        let words: String =
            switch state {
            case .answered: style.green("answered")
            case .error: style.red("error")
            case .refused: style.red("refused")
            case .unknown: style.yellow("not known what it did")
            case .again: style.faint("not sent")
            }
        let took = state == .refused ? "" : exchange.duration.map { ", " + FigureText.duration($0) } ?? ""
        terminal.line(
            "    " + TerminalText.escaped(TerminalText.truncated(call.command, to: 400)) + "  " + words + took
                + taint(exchange))
        for (index, rule) in (exchange.deniedBy?.names ?? []).enumerated() {
            let places = exchange.deniedBy?.places ?? []
            let place = places.indices.contains(index) ? " at " + places[index] : ""
            terminal.line("      " + style.faint("by ") + TerminalText.escaped(rule + place))
        }
        if let result { block(result.text, indent: 6, to: terminal) }
    }

    private func taint(_ exchange: TaskExchange) -> String { exchange.isTainted ? "  " + style.yellow("tainted") : "" }

    /// Each line behind a bar, so that no text from elsewhere looks like one of reeve's own lines.
    private func block(_ text: String, indent: Int, to terminal: Terminal) {
        let margin = String(repeating: " ", count: indent) + style.faint("| ")
        let shown = CutText.of(VisibleText.of(text, keepsLines: true), to: Self.textMax, whole: "'-o json'")
        for line in shown.split(separator: "\n", omittingEmptySubsequences: false) {
            terminal.line(margin + String(line))
        }
    }
}
