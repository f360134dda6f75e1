import ReeveJSON
import ReeveModel
import ReeveStore

/// A revision as JSON.
enum RevisionDocument {
    static func json(_ revision: Revision) -> JSONValue {
        let draft = revision.draft
        var out: JSONObject = [
            "serial": JSONValue(revision.serial), "applied_at": .string(revision.appliedAt.description),
            "set": .string(draft.set),
            "plan_id": .string(draft.planID.text), "plan_digest": .string(draft.planDigest.description),
            "actor": .string(draft.actor),
        ]
        if let input = draft.inputDigest { out["input_digest"] = .string(input.description) }
        if let approver = draft.approver { out["approver"] = .string(approver) }
        if let commit = draft.gitCommit.map(GitCommit.init) {
            out["git_commit"] = .string(commit.hash)
            out["git_dirty"] = .bool(commit.isDirty)
        }
        out["counts"] = try? JSONParser.parse(draft.counts)
        if draft.changes != "[]" { out["changes"] = try? JSONParser.parse(draft.changes) }
        return .object(out)
    }
}
