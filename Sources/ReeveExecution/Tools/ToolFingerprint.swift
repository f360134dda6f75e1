package import ReeveJSON

/// The one canonical form of a tool's definition: what is pinned and compared.
///
/// Name, title, description, both schemas, annotations and execution hints; whatever else a server
/// sends (`_meta`, icons) may change without a new approval.
package struct ToolFingerprint: Sendable, Hashable {
    package static let members = [
        "annotations", "description", "execution", "inputSchema", "name", "outputSchema", "title",
    ]

    package let definition: JSONObject
    package let digest: ContentDigest

    package init(_ listed: JSONValue) {
        var definition = JSONObject()
        for name in ToolFingerprint.members {
            // A member that is null counts as absent.
            if let value = listed[name], !value.isNull { definition[name] = value }
        }
        self.definition = definition
        digest = ContentDigest.of(.object(definition))
    }
}
