/// The stable name of a diagnostic: `room.what-is-wrong`. Scripts match on it; it never changes its meaning.
package struct DiagnosticCode: Sendable, Hashable, ExpressibleByStringLiteral {
    package let text: String

    package init(_ text: String) { self.text = text }
    package init(stringLiteral value: StaticString) { text = "\(value)" }
}

extension DiagnosticCode: CustomStringConvertible {
    package var description: String { text }
}
