/// A tag as it stands in a text: `{{name}}`, `{{#list}}`, `{{>header}}`.
struct TemplateTag: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// `{{name}}`, and for those who know Mustache `{{{name}}}` and `{{&name}}`: nothing is escaped anyway.
        case variable
        case section
        case inverted
        case end
        case partial
        case comment

        /// Whether a line that holds nothing else goes away with the tag (Mustache calls such tags standalone).
        var takesItsLine: Bool { self != .variable }
    }

    let kind: Kind
    /// Nil for a comment.
    let name: TemplateName?
    /// With its braces, in bytes of the text.
    let range: Range<Int>
}
