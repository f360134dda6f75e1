import ReeveJSON
import ReeveOperations
import ReevePlanning
import ReeveStore

/// Writes a plan that is applied, and its outcome.
struct ApplyOutput {
    let terminal: Terminal
    let format: PlanFormat
    let details: Bool
    /// Whether the plan is left out.
    let isQuiet: Bool

    func show(_ sealed: SealedPlan) {
        if !isQuiet, format != .json { PlanOutput.write(sealed, as: format, details: details, to: terminal) }
    }

    /// - Parameter isShown: whether a plan with changes was shown before it was applied.
    func write(_ outcome: ApplyOperation.Outcome, isShown: Bool) {
        guard let sealed = outcome.sealed else {
            if format == .json {
                writeJSON(outcome.applied, outcome.plan.sealed)
            } else if !isQuiet {
                PlanOutput.write(outcome.plan, as: format, details: details, to: terminal)
            }
            return
        }
        if !isShown { show(sealed) }
        if format == .json { writeJSON(outcome.applied, sealed) } else { write(outcome.applied, sealed) }
    }

    /// Writes one document. It names the plan by its digest; `plan -o json` prints whole plans.
    private func writeJSON(_ outcome: ApplyOutcome, _ sealed: SealedPlan) {
        let summary = sealed.plan.summary
        let (word, serial): (String, Int64?) =
            switch outcome {
            case .unchanged: ("unchanged", nil)
            case .alreadyApplied(let serial): ("already-applied", serial)
            case .applied(let serial, _): ("applied", serial)
            }
        let isApplied = word == "applied"
        terminal.json([
            "added": JSONValue(isApplied ? summary.added : 0), "changed": JSONValue(isApplied ? summary.changed : 0),
            "destroyed": JSONValue(isApplied ? summary.destroyed : 0), "outcome": .string(word),
            "pins": JSONValue(isApplied ? sealed.plan.pins.count : 0),
            "plan_digest": .string(sealed.digest.description), "revision": serial.map { JSONValue($0) } ?? .null,
        ])
    }

    private func write(_ outcome: ApplyOutcome, _ sealed: SealedPlan) {
        switch outcome {
        case .unchanged: terminal.line("No changes.")
        case .alreadyApplied(let serial):
            terminal.line("This plan was applied before, as revision \(serial). Nothing was changed.")
        case .applied(let serial, _):
            let summary = sealed.plan.summary
            var words =
                "Applied as revision \(serial): \(summary.added) added, \(summary.changed) changed, \(summary.destroyed) destroyed"
            if !sealed.plan.pins.isEmpty { words += ", \(sealed.plan.pins.count) pins" }
            terminal.line(words + ".")
        }
    }
}
