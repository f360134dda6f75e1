/// `{{#name}} ... {{/name}}`, or with `^` what stands there where the value is missing, false or empty.
struct TemplateSection: Sendable, Hashable {
    let name: TemplateName
    let isInverted: Bool
    let children: [TemplateNode]
}
