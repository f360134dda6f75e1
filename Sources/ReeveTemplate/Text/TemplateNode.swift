/// A piece of a text that was read.
enum TemplateNode: Sendable, Hashable {
    /// Bytes that stand in the output as they are.
    case text(Range<Int>)
    case variable(TemplateName)
    case section(TemplateSection)
    /// - Parameter indent: The white space before a tag that has a line to itself: each line of the partial gets it. Nil
    ///   for a tag within a line.
    case partial(TemplateName, indent: Range<Int>?)
}
