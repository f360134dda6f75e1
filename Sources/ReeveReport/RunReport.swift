import ReeveJSON
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
    /// The versions of the tools that were called, sorted by address, then version.
    package var tools: [ToolEntry]
    package var audit: AuditExcerpt
    /// What made the report, `reeve 0.1.0`; nil where nobody said.
    package var producer: String?
    /// What was left out, and why; for people.
    package var notes: [String]

    package init(
        batch: BatchRecord, itemOrder: [String], runs: [RunEntry], superseded: [RunEntry] = [],
        tools: [ToolEntry] = [], audit: AuditExcerpt = AuditExcerpt(), producer: String? = nil, notes: [String] = []
    ) {
        self.batch = batch
        self.itemOrder = itemOrder
        self.runs = runs
        self.superseded = superseded
        self.tools = tools
        self.audit = audit
        self.producer = producer
        self.notes = notes
    }
}

/// A tool's definition as it was called.
package struct ToolEntry: Sendable, Hashable {
    package var address: String
    /// Counted by us from 1.0.0.
    package var version: String
    package var digest: ContentDigest
    /// Whether runs of this report were made against this digest as their pin.
    package var isPinned: Bool
    package var status: ToolDefinition.Status
    /// As the server said it, `mcp-server-git 2026.10.19`.
    package var server: String?

    package init(
        address: String, version: String, digest: ContentDigest, isPinned: Bool, status: ToolDefinition.Status,
        server: String? = nil
    ) {
        self.address = address
        self.version = version
        self.digest = digest
        self.isPinned = isPinned
        self.status = status
        self.server = server
    }
}
