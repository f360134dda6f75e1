import Testing

/// A case of a table, with the name that the test runner prints and by which a stranger finds the case.
///
/// ```swift
/// static let cases = [Named("an empty file", ""), Named("one line", "a\n")]
/// @Test(arguments: cases) func isRead(text: Named<String>) throws { try read(text.value) }
/// ```
package struct Named<Value: Sendable>: Sendable, CustomTestStringConvertible {
    package let name: String
    package let value: Value

    package init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    package var testDescription: String { name }
}
