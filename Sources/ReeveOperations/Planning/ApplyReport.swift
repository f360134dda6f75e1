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
/// The files are written under a temporary name while the store commits. When the serial is known, they get their final
/// name. An apply that fails leaves no files. What a killed apply has left is removed by the next one.
struct ApplyReport: Sendable {
    private let sealed: SealedPlan
    private let parent: String
    private let draft: DraftFolder?
    /// The first problem so far; nil without one.
    private let problem: String?

    /// Writes the files of the plan, outside of the cooperative pool.
    ///
    /// - Parameter folder: the folder with the reports of all applies.
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

    /// Removes what killed processes have left in the folder of all reports.
    static func removeLeftovers(in folder: String) async {
        await BlockingThread.run { DraftFolder.removeLeftovers(in: folder) }
    }

    /// Gives the folder its final name where something was applied, and removes it otherwise. Returns the problem, if
    /// any.
    func settle(_ outcome: ApplyOutcome) -> String? {
        guard case .applied(let serial, _) = outcome else {
            discard()
            return nil
        }
        let problem = place(serial: serial)
        if problem != nil { discard() }
        return problem
    }

    /// Adds the result, and gives the folder its final name. Returns the problem, if any.
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

    /// Removes the files that were written.
    func discard() {
        draft?.discard()
        // The folder above may have been made for this report only. It is removed where it is empty.
        rmdir(parent)
        if let slash = parent.lastIndex(of: "/") { rmdir(String(parent[..<slash])) }
    }
}
