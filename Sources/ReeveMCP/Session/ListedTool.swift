package import ReeveJSON

/// One entry of `tools/list`; the definition is kept as it came, for digests.
package struct ListedTool: Sendable, Hashable {
    package let name: String
    package let definition: JSONValue

    package init(name: String, definition: JSONValue) {
        self.name = name
        self.definition = definition
    }
}
