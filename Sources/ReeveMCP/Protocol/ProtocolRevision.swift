package import ReeveJSON

/// The MCP revisions that the client speaks, and the two generations that they belong to.
package enum ProtocolRevision {
    /// Stateless; every request names its version. Newest first.
    package static let modern = ["2026-07-28"]
    /// A handshake first (`initialize`). Newest first.
    package static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

    /// The one revision in which a peer may send several messages as one array.
    static let withBatches = "2025-03-26"
}

package enum ProtocolEra: String, Sendable, Hashable {
    case modern
    case legacy
}

/// Which protocol generation or revision to agree upon.
package enum ProtocolPreference: Sendable, Hashable {
    /// Modern where the server speaks it, else legacy.
    case auto
    case modern
    case legacy
    /// This revision and no other.
    case revision(String)
}

/// What was agreed with a server, and what it said about itself. All texts are the server's: untrusted.
package struct ServerDescription: Sendable, Hashable {
    package let era: ProtocolEra
    /// The agreed revision.
    package let protocolVersion: String
    package let name: String?
    package let version: String?
    package let capabilities: JSONObject
    package let instructions: String?

    package init(
        era: ProtocolEra, protocolVersion: String, info: JSONValue?, capabilities: JSONObject, instructions: String?
    ) {
        self.era = era
        self.protocolVersion = protocolVersion
        name = info?["name"]?.string
        version = info?["version"]?.string
        self.capabilities = capabilities
        self.instructions = instructions
    }
}
