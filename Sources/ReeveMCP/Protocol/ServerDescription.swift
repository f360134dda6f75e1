package import ReeveJSON

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
