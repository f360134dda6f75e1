import ReeveDiagnostics

/// One document of a file as it was read, with what is wrong with it.
package struct ReadDocument: Sendable {
    package let arena: DocumentArena
    /// The tree; nil where a mistake left it incomplete. A tree with mistakes that touch single values is given.
    package let root: DocumentArena.Node?
    /// The line where the document begins, counted from 1.
    package let line: Int
    package let diagnostics: [Diagnostic]
}
