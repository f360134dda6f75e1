/// What a template comes to with its variables filled.
package struct RenderedPrompt: Sendable, Hashable {
    /// Empty where the template has no such text.
    package let system: String
    package let user: String
    package let version: TemplateVersion
}
