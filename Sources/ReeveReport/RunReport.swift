import ReeveModel
import ReeveStore

/// Everything that is told about one batch, as read from the store at one instant.
///
/// A value without a clock: the same store gives the same report, and the same report the same bytes in every form.
///
/// ```swift
/// let report = try await store.read { rows throws(StoreError) in
///     try RunReportBuilder.build(batch: id, reading: rows)
/// }
/// let page = ReportPage(report).bytes
/// ```
package struct RunReport: Sendable, Hashable {
    package var batch: BatchRecord
    /// The names of the items, in the order of the definition.
    package var itemOrder: [String]
    /// The runs that count: the newest of each item and cell, by item, then id.
    package var runs: [RunEntry]
    /// The runs that a newer one has replaced, sorted by id.
    package var superseded: [RunEntry]
    /// The definitions that calls were made of, sorted by address, then version.
    package var tools: [ToolEntry]
    /// What the store had applied last when the batch was submitted; nil where nothing was applied.
    package var revision: RevisionEntry?
    /// The time zone of the batch's environment, as it is now; nil for an environment that is gone.
    package var timeZone: String?
    package var audit: AuditExcerpt
    /// What made the report, `reeve 0.1.0`; nil where nobody said.
    package var producer: String?
    /// What was left out, and why; for people.
    package var notes: [String]

    package init(
        batch: BatchRecord, itemOrder: [String], runs: [RunEntry], superseded: [RunEntry] = [],
        tools: [ToolEntry] = [], revision: RevisionEntry? = nil, timeZone: String? = nil,
        audit: AuditExcerpt = AuditExcerpt(), producer: String? = nil, notes: [String] = []
    ) {
        self.batch = batch
        self.itemOrder = itemOrder
        self.runs = runs
        self.superseded = superseded
        self.tools = tools
        self.revision = revision
        self.timeZone = timeZone
        self.audit = audit
        self.producer = producer
        self.notes = notes
    }
}
