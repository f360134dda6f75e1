import ReeveDiagnostics

/// Marks of colours, or none.
package struct TextStyle: Sendable {
    package let isOn: Bool

    package init(isOn: Bool) { self.isOn = isOn }

    package func green(_ text: String) -> String { paint("32", text) }
    package func red(_ text: String) -> String { paint("31", text) }
    package func yellow(_ text: String) -> String { paint("33", text) }
    package func blue(_ text: String) -> String { paint("34", text) }
    package func faint(_ text: String) -> String { paint("2", text) }
    package func bold(_ text: String) -> String { paint("1", text) }

    private func paint(_ code: String, _ text: String) -> String {
        isOn ? TextPaint.paint(text, code) : text
    }
}
