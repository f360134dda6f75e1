import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A connection that a manifest names without a reference to it, with its place in the file.
struct ConnectionMention: Sendable {
    let owner: ObjectKey
    /// Such as `rules.0.target`.
    let field: String
    /// A name, or a glob over names.
    let pattern: String
    let range: SourceRange

    /// The mentions of one object, in order.
    static func all(of kind: KindDescription, in context: CheckContext) -> [ConnectionMention] {
        (kind.connectionPatterns?(context.spec) ?? []).compactMap { named in
            // A star alone asks for no name.
            guard named.pattern != "*", !ToolAddress.reservedConnections.contains(named.pattern),
                let range = context.range(named.pointer)
            else { return nil }
            return ConnectionMention(
                owner: context.object.key, field: named.pointer.tokens.joined(separator: "."), pattern: named.pattern,
                range: range)
        }
    }
}
