/// The bounds within which a file is read; what lies beyond is refused with a diagnostic, never truncated.
package struct ReadingLimits: Sendable, Hashable {
    /// The largest file, in bytes; a larger one is refused before it is read.
    package var fileBytes = 64 << 20
    /// The largest document, in bytes of its text.
    package var documentBytes = 4 << 20
    /// The most documents of one file.
    package var documents = 250_000
    /// The most nodes of one document, counted as written.
    package var nodes = 500_000
    /// The most nodes that the aliases of one document may stand for together.
    package var aliasExpansion = 10_000
    /// The deepest nesting of collections. libyaml takes quadratic time in flow depth, so the cap holds at once.
    package var depth = 64
    /// The most mistakes of the YAML itself reported for one document, and for one reader; reading stops there. Mistakes
    /// of content are not capped: a run tells all of them.
    package var mistakesPerDocument = 100
    package var mistakes = 1_000

    package init() {}
}
