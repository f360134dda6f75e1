import ReeveJSON
import ReevePlanning

/// Writes plans.
enum PlanOutput {
    static func write(_ sealed: SealedPlan, as format: PlanFormat, details: Bool, to terminal: Terminal) {
        switch format {
        case .json:
            var printer = JSONPrettyPrinter()
            sealed.write { terminal.json(text: String(decoding: printer.format($0), as: UTF8.self)) }
            terminal.line()
        case .markdown: terminal.write(PlanMarkdownRenderer().render(sealed))
        case .text, .diff: write(sealed.plan, as: format, details: details, to: terminal)
        }
    }

    /// Writes a plan that has no digest yet. Forms that do not show the digest do not need it.
    static func write(_ plan: Plan, as format: PlanFormat, details: Bool, to terminal: Terminal) {
        let style: PlanStyle = terminal.outputHasColor ? .ansi : .plain
        switch format {
        case .text:
            terminal.write(
                PlanTextRenderer(style: style, showsDetails: details, width: max(terminal.width, 100)).render(plan))
        case .json, .markdown: write(plan.sealed, as: format, details: details, to: terminal)
        case .diff: terminal.write(PlanDiffRenderer(style: style).render(plan))
        }
    }
}
