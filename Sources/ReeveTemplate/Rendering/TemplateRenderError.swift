import ReeveDiagnostics

/// Why a template gave no text. The run ends `template.unfilled`, whichever code it is.
package struct TemplateRenderError: Error, Sendable, Hashable, CustomStringConvertible {
    package let code: DiagnosticCode
    package let part: TemplatePart
    /// The tag's name, in bytes of the part's text.
    package let range: Range<Int>
    /// Names what is missing, and never shows a value.
    package let message: String

    package var description: String { "\(part): \(message)" }
}
