/// The text of a statement, with `$1` to `$N` for its parameters.
///
/// A text is a literal beside the function that uses it, or made once from a table of columns and kept. Its place in
/// memory is enough to find the prepared statement again.
package struct SQLText: Sendable, Hashable, ExpressibleByStringLiteral {
    private enum Source: Sendable {
        case literal(StaticString)
        case made(MadeText)
    }

    private final class MadeText: Sendable {
        let text: String

        init(_ text: String) { self.text = text }
    }

    private let source: Source

    package init(stringLiteral value: StaticString) { source = .literal(value) }

    /// Keep the value: a second one of the same text is another statement.
    package init(made text: String) { source = .made(MadeText(text)) }

    package var text: String {
        switch source {
        case .literal(let literal): literal.description
        case .made(let made): made.text
        }
    }

    private var place: UnsafeRawPointer {
        switch source {
        case .literal(let literal): UnsafeRawPointer(literal.utf8Start)
        case .made(let made): UnsafeRawPointer(Unmanaged.passUnretained(made).toOpaque())
        }
    }

    package static func == (lhs: SQLText, rhs: SQLText) -> Bool { lhs.place == rhs.place }
    package func hash(into hasher: inout Hasher) { hasher.combine(place) }
}
