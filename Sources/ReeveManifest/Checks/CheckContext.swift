import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// An object in normal form, and where its parts stand in the file.
struct CheckContext {
    let object: ResourceObject
    let spec: CanonicalObject
    let arena: DocumentArena
    let root: DocumentArena.Node
    /// The text that the tree was read from; nil where nobody keeps it.
    let source: SourceText?

    /// `Connection 'git'`.
    var subject: String { "\(object.key.kind) '\(object.key.name)'" }

    func range(_ tokens: String...) -> SourceRange? { range(JSONPointer(tokens: tokens)) }
    func range(_ pointer: JSONPointer) -> SourceRange? { arena.range(of: pointer, below: root) }
}
