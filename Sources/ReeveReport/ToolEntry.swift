import ReeveJSON
import ReeveModel
import ReeveStore

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
