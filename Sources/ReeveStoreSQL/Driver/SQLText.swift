/// The text of a statement, with `$1` to `$N` for its parameters.
///
/// Texts are literals beside the function that uses them, so the literal's address is enough to find the
/// prepared statement again.
package struct SQLText: Sendable, Hashable, ExpressibleByStringLiteral {
    package let text: StaticString

    package init(stringLiteral value: StaticString) { text = value }

    package static func == (lhs: SQLText, rhs: SQLText) -> Bool { lhs.text.utf8Start == rhs.text.utf8Start }
    package func hash(into hasher: inout Hasher) { hasher.combine(text.utf8Start) }
}
