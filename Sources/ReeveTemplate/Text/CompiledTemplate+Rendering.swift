import ReeveJSON

extension CompiledTemplate {
    /// The text with the values in it.
    ///
    /// A text stands as it is, a number or a boolean in canonical JSON, a list or an object as one line of canonical JSON.
    ///
    /// - Parameter values: By name; nothing else is looked up.
    /// - Parameter partials: What `{{>name}}` includes, by name.
    /// - Throws: ``TemplateRenderError``, for a name without a value and for output beyond the limits.
    /// - Precondition: There are no ``problems``, neither of the partials.
    package func render(
        values: JSONObject, partials: [String: CompiledTemplate] = [:], limits: TemplateLimits = TemplateLimits()
    ) throws(TemplateRenderError) -> String {
        precondition(problems.isEmpty, "a template with problems is never rendered")
        return try TemplateRenderer.render(self, values: values, partials: partials, limits: limits)
    }
}
