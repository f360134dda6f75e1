import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveReport
import ReeveStore

/// The files of one apply: `<serial>-<plan id>/` with `plan.json`, `plan.md` and `result.json`.
///
/// The files are written under a temporary name while the store commits, and get their place once the serial is known.
/// An apply that fails leaves no files. The next apply removes what a killed one left.
struct ApplyReport: Sendable {
    private let sealed: SealedPlan
    private let parent: String
    private let draft: DraftFolder?
    /// What went wrong so far.
    private let problem: String?

    /// Writes the plan's files, off the cooperative pool.
    ///
    /// - Parameter folder: holds the reports of all applies.
    static func write(_ sealed: SealedPlan, folder: String) async -> ApplyReport {
        await BlockingThread.run {
            var draft: DraftFolder?
            do {
                let made = try DraftFolder(of: sealed.plan.id.text, below: folder)
                draft = made
                try BoundedFile.create(made.path + "/plan.json", mode: 0o644, replaces: true) { write in
                    try sealed.write(to: write)
                    try write([UInt8(ascii: "\n")])
                }
                try BoundedFile.create(
                    made.path + "/plan.md", text: PlanMarkdownRenderer().render(sealed), mode: 0o644, replaces: true)
                return ApplyReport(sealed: sealed, parent: folder, draft: made, problem: nil)
            } catch {
                return ApplyReport(sealed: sealed, parent: folder, draft: draft, problem: "\(error)")
            }
        }
    }

    /// Removes what killed processes left in the folder of the reports of all applies.
    static func removeLeftovers(in folder: String) async {
        await BlockingThread.run { DraftFolder.removeLeftovers(in: folder) }
    }

    /// Puts the folder in its place where something was applied, and takes it away otherwise; returns what went wrong.
    func settle(_ outcome: ApplyOutcome) -> String? {
        guard case .applied(let serial, _) = outcome else {
            discard()
            return nil
        }
        let problem = place(serial: serial)
        if problem != nil { discard() }
        return problem
    }

    /// Adds the result and puts the folder in its place; returns what went wrong.
    private func place(serial: Int64) -> String? {
        guard problem == nil, let draft else { return problem }
        let result: JSONValue = [
            "serial": JSONValue(serial), "plan_id": .string(sealed.plan.id.text),
            "plan_digest": .string(sealed.digest.description),
        ]
        do {
            try BoundedFile.create(
                draft.path + "/result.json", text: result.prettyText + "\n", mode: 0o644, replaces: true)
            try draft.put(at: "\(serial)-\(sealed.plan.id)")
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Takes away what was written.
    func discard() {
        draft?.discard()
        // The folders above may have been made for this report alone. One that holds something else stays.
        rmdir(parent)
        if let slash = parent.lastIndex(of: "/") { rmdir(String(parent[..<slash])) }
    }
}
