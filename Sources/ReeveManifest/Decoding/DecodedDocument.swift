import ReeveDiagnostics
import ReeveModel

/// What one document turned out to be.
package struct DecodedDocument: Sendable {
    /// Nil where a mistake leaves nothing to check; its key may be known all the same.
    package let object: ResourceObject?
    /// Whether a mistake keeps the object out of every plan. It is checked further all the same.
    package let isBroken: Bool
    /// Known as soon as kind, name and scope are. A reference to a broken object is then no mistake of its own.
    package let key: ObjectKey?
    package let nameRange: SourceRange?
    /// What it seems to declare, where ``key`` is not known; nil where it declares nothing.
    package let likely: UnreadObject?
    package let diagnostics: [Diagnostic]
    let mentions: [ConnectionMention]
}
