/// A text that was read, ready to be rendered as often as wanted.
///
/// The language is the core of Mustache: `{{name}}`, sections, inverted sections, comments and partials, with its rule
/// for tags that have a line to themselves. Nothing is escaped, no tag changes the delimiters, and what Mustache passes
/// over in silence is an error: see [decision 22](docs/decisions/0022-templates.md).
package struct CompiledTemplate: Sendable, Hashable {
    package let part: TemplatePart
    let bytes: [UInt8]
    let nodes: [TemplateNode]

    /// What is wrong with the text by itself, by place; nothing is rendered where there is anything.
    package let problems: [TemplateProblem]

    package init(_ text: String, part: TemplatePart = .user, limits: TemplateLimits = TemplateLimits()) {
        self.part = part
        var parser = TemplateParser(text, part: part, limits: limits)
        (nodes, bytes) = parser.parse()
        problems = parser.problems
    }

    /// The partials that the text includes itself, each place of each.
    package var inclusions: [TemplateName] {
        var found: [TemplateName] = []
        var open = [nodes[...]]
        while var level = open.popLast() {
            guard let node = level.popFirst() else { continue }
            open.append(level)
            switch node {
            case .partial(let name, _): found.append(name)
            case .section(let section): open.append(section.children[...])
            case .text, .variable: break
            }
        }
        return found
    }
}
