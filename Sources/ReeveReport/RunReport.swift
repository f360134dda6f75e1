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

/// A tool's definition as it was called.
package struct ToolEntry: Sendable, Hashable {
    package var address: String
    /// Counted by us from 1.0.0.
    package var version: String
    package var digest: ContentDigest
    /// How many calls of this report were sent while it was the definition.
    package var calls: Int
    /// Whether calls of this report were made against this digest as their pin.
    package var isPinned: Bool
    package var status: ToolDefinition.Status
    /// As the server said it, `mcp-server-git 2026.10.19`.
    package var server: String?

    package init(
        address: String, version: String, digest: ContentDigest, calls: Int, isPinned: Bool,
        status: ToolDefinition.Status, server: String? = nil
    ) {
        self.address = address
        self.version = version
        self.digest = digest
        self.calls = calls
        self.isPinned = isPinned
        self.status = status
        self.server = server
    }
}

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
