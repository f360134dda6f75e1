import ReeveModel

/// The texts that were read, for diagnostics.
package struct SourceIndex: Sendable {
    private var texts: [String: SourceText] = [:]

    package init() {}

    package mutating func add(_ source: SourceText) { texts[source.file] = source }

    package mutating func merge(_ other: SourceIndex) { texts.merge(other.texts) { first, _ in first } }

    /// One line of a file that was read.
    package func line(_ file: String, _ number: Int) -> String? { texts[file]?.line(number) }
}
