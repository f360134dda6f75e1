/// The bounds within which templates are read and rendered; what passes one is an error that names it.
package struct TemplateLimits: Sendable, Hashable {
    /// The length of one text, in bytes.
    package var textBytes = 1 << 20
    /// Sections in each other, in one text.
    package var nesting = 32
    /// Partials in each other.
    package var partialDepth = 8
    /// Problems of one text; the last one then says that there are more.
    package var problems = 50
    /// The length of one rendered text, in bytes.
    package var outputBytes = 1 << 20
    /// Tags, texts and list elements that are visited for one rendered text: nested lists multiply without any output.
    package var steps = 1_000_000

    package init() {}
}
