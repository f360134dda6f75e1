import ReeveJSON
import ReeveModel
import ReeveStore

/// The apply whose objects a batch was submitted against.
package struct RevisionEntry: Sendable, Hashable {
    package var serial: Int64
    package var set: String
    package var appliedAt: Timestamp
    /// The commit that was checked out when it was applied; nil outside of a repository.
    package var gitCommit: GitCommit?

    package init(serial: Int64, set: String, appliedAt: Timestamp, gitCommit: GitCommit? = nil) {
        self.serial = serial
        self.set = set
        self.appliedAt = appliedAt
        self.gitCommit = gitCommit
    }

    /// `12 of set 'acme', applied 2026-11-23 21:41:07 UTC`.
    var words: String { "\(serial) of set '\(set)', applied \(FigureText.instant(appliedAt))" }
}
