/// The MCP revisions that the client speaks, and the two generations that they belong to.
package enum ProtocolRevision {
    /// Stateless; every request names its version. Newest first.
    package static let modern = ["2026-07-28"]
    /// A handshake first (`initialize`). Newest first.
    package static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

    /// The one revision in which a peer may send several messages as one array.
    static let withBatches = "2025-03-26"
}
