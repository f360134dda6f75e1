package import ReeveJSON
internal import ReeveModel

/// One apply that changed something.
package struct Revision: Sendable, Hashable {
    /// The serial of the store after this apply. Serials have no gaps.
    package var serial: Int64
    package var draft: RevisionDraft
    package var appliedAt: Timestamp

    package init(serial: Int64, draft: RevisionDraft, appliedAt: Timestamp) {
        self.serial = serial
        self.draft = draft
        self.appliedAt = appliedAt
    }
}
