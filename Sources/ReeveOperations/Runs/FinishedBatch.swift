import ReeveReport

/// A batch that a worker has worked on, with its report.
package struct FinishedBatch: Sendable {
    package let report: RunReport
    /// The page of the report, relative to the project's folder; nil where it was not written. The store has what was
    /// done, so `reeve report run` can write the report later.
    package let path: String?
}
