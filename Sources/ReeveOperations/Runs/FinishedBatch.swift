import ReeveReport

/// A batch that was worked through, with its report.
package struct FinishedBatch: Sendable {
    package let report: RunReport
    /// The page, from the project's folder; nil where it was not written. What was done stands in the store, and
    /// `reeve report run` writes the report again.
    package let path: String?
}
