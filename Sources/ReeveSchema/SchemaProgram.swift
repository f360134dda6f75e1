internal import ReeveJSON
internal import ReevePattern

/// The compiled form: nodes that name one another by index, so that references may form rings.
final class SchemaProgram: Sendable {
    /// The first is the root.
    let nodes: [SchemaNode]
    /// For each node that asks for nothing but types, those types; empty for every other. Most nodes of
    /// a tool's schema are such, and are judged without being visited.
    let plainTypes: [TypeSet]
    /// For each resource, the nodes of the dynamic anchors that are looked for.
    let dynamicAnchors: [[String: Int]]
    let usesDynamicScope: Bool
    let options: SchemaOptions

    init(nodes: [SchemaNode], dynamicAnchors: [[String: Int]], usesDynamicScope: Bool, options: SchemaOptions) {
        self.nodes = nodes
        plainTypes = nodes.map(\.keywords.plainTypes)
        self.dynamicAnchors = dynamicAnchors
        self.usesDynamicScope = usesDynamicScope
        self.options = options
    }
}
