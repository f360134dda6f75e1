import Glibc
import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePlanning

/// The files of one apply: `<serial>-<plan id>/` with `plan.json`, `plan.md` and `result.json`.
///
/// They are written under a name of their own while the store commits, and get their place once the serial is known.
/// An apply that fails leaves none.
struct ApplyReport: Sendable {
    private let sealed: SealedPlan
    private let parent: String
    /// One for each process: a saved plan may be applied by two at once, and one of them loses.
    private var temporary: String { parent + "/.\(sealed.plan.id).\(getpid()).new" }

    /// - Parameter folder: the one that holds the reports of all applies.
    init(_ sealed: SealedPlan, folder: String) {
        self.sealed = sealed
        parent = folder
    }

    /// Writes the plan's files, off the cooperative pool; returns what went wrong.
    func write() async -> String? {
        await BlockingThread.run {
            do {
                try BoundedFile.makeFolders(temporary)
                try BoundedFile.create(temporary + "/plan.json", mode: 0o644, replaces: true) { write in
                    try sealed.write(to: write)
                    try write([UInt8(ascii: "\n")])
                }
                try BoundedFile.create(
                    temporary + "/plan.md", text: PlanMarkdownRenderer().render(sealed), mode: 0o644, replaces: true)
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    /// Adds the result and puts the folder in its place; returns what went wrong.
    func place(serial: Int64) -> String? {
        let result: JSONValue = [
            "serial": JSONValue(serial), "plan_id": .string(sealed.plan.id.text),
            "plan_digest": .string(sealed.digest.description),
        ]
        do {
            try BoundedFile.create(
                temporary + "/result.json", text: result.prettyText + "\n", mode: 0o644, replaces: true)
        } catch {
            return "\(error)"
        }
        let folder = parent + "/\(serial)-\(sealed.plan.id)"
        guard rename(temporary, folder) == 0 else {
            return "cannot write '\(folder)': \(String(cString: strerror(errno)))"
        }
        return nil
    }

    /// Takes away what was written.
    func discard() {
        for name in ["/plan.json", "/plan.md", "/result.json"] { unlink(temporary + name) }
        rmdir(temporary)
        // Folders that were made for it alone; one with something in it stays.
        rmdir(parent)
        if let slash = parent.lastIndex(of: "/") { rmdir(String(parent[..<slash])) }
    }
}
