package import ReeveJSON
package import ReeveModel

/// What an apply records about itself. The store adds the serial.
package struct RevisionDraft: Sendable, Hashable {
    /// The set that was applied.
    package var set: String
    package var planID: ULID
    package var planDigest: ContentDigest
    package var inputDigest: ContentDigest?
    /// Who applied: `user:anna`, `os:NAME@HOST`.
    package var actor: String
    /// Who approved, and how: `user:bob (plan)`, `os:NAME@HOST (prompt)`. Nil after `--yes`.
    package var approver: String?
    package var gitCommit: String?
    /// Canonical JSON: the number of changes by action.
    package var counts: String
    /// Canonical JSON of the changes, with the objects before and after, masked. Only a revision that is read by itself
    /// has them; in a listing it is `[]`.
    package var changes: String

    package init(
        set: String, planID: ULID, planDigest: ContentDigest, inputDigest: ContentDigest? = nil, actor: String,
        approver: String? = nil, gitCommit: String? = nil, counts: String = "{}", changes: String = "[]"
    ) {
        self.set = set
        self.planID = planID
        self.planDigest = planDigest
        self.inputDigest = inputDigest
        self.actor = actor
        self.approver = approver
        self.gitCommit = gitCommit
        self.counts = counts
        self.changes = changes
    }
}
