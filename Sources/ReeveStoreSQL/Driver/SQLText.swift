/// The text of a statement, with `$1` to `$N` as its parameters.
///
/// A text is a literal beside the function that uses it, or is made once from a table of columns and kept. The prepared
/// statement is found again by the place of the text in memory.
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

    /// Keep the value and use it again: a second value of the same text would be prepared as another statement.
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
