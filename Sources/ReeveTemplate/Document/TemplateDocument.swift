import ReeveJSON

/// A template as it is declared: variables, texts, partials.
///
/// ```swift
/// let document = TemplateDocument(spec: object.spec)
/// guard !document.check().contains(where: { $0.severity == .error }) else { ... }
/// let filling = document.fill(item.variables)
/// let prompt = try document.render(filling.values, builtIns: ["agent_name": "triage"])
/// ```
package struct TemplateDocument: Sendable, Hashable {
    /// In order of their names.
    package let variables: [TemplateVariable]
    /// Nil where the template has no such text.
    package let system: CompiledTemplate?
    package let user: CompiledTemplate?
    package let partials: [String: CompiledTemplate]
    package let version: TemplateVersion
    /// What ``version`` is the digest of. A document that is made of it has the same version.
    package let content: JSONObject
    let limits: TemplateLimits

    /// Reads the spec of a Template in normal form.
    ///
    /// What is not of the form that the kind describes is passed over: the decoder has refused it.
    package init(spec: JSONObject, limits: TemplateLimits = TemplateLimits()) {
        self.limits = limits
        variables = (spec["variables"]?.object ?? [:]).map { member in
            TemplateVariable(name: member.key, declaration: member.value.object ?? [:])
        }
        system = spec["system"]?.string.map { CompiledTemplate($0, part: .system, limits: limits) }
        user = spec["user"]?.string.map { CompiledTemplate($0, part: .user, limits: limits) }
        var partials: [String: CompiledTemplate] = [:]
        for member in spec["partials"]?.object ?? [:] {
            guard let text = member.value.string else { continue }
            partials[member.key] = CompiledTemplate(text, part: .partial(member.key), limits: limits)
        }
        self.partials = partials
        content = TemplateDocument.content(of: spec, variables)
        version = TemplateVersion(digest: .of(.object(content)))
    }

    /// What the version is the digest of: the same whether the manifest writes a default out or leaves it to the kind.
    private static func content(of spec: JSONObject, _ variables: [TemplateVariable]) -> JSONObject {
        var content: JSONObject = [:]
        for key in ["system", "user"] { content[key] = spec[key] }
        content["partials"] = .object(spec["partials"]?.object ?? [:])
        content["variables"] = .object(
            JSONObject(variables.map { JSONObject.Member(key: $0.name, value: .object($0.content)) }))
        return content
    }

    /// All texts: system, user, then the partials by name.
    package var texts: [CompiledTemplate] {
        [system, user].compactMap(\.self) + partials.sorted { $0.key < $1.key }.map(\.value)
    }

    package func text(_ part: TemplatePart) -> CompiledTemplate? {
        switch part {
        case .system: system
        case .user: user
        case .partial(let name): partials[name]
        }
    }

    func variable(_ name: String) -> TemplateVariable? { variables.first { $0.name == name } }
}

extension TemplateVariable {
    /// Reads a declaration as the kind Template describes it.
    fileprivate init(name: String, declaration: JSONObject) {
        self.init(
            name: name, type: declaration["type"]?.string.flatMap { ValueType(rawValue: $0) },
            schema: declaration["schema"], defaultValue: declaration["default"],
            isRequired: declaration["required"]?.bool, description: declaration["description"]?.string)
    }

    /// The declaration with its defaults filled.
    fileprivate var content: JSONObject {
        var content: JSONObject = ["required": .bool(isRequired)]
        content["type"] = type.map { .string($0.rawValue) }
        content["schema"] = schema
        content["default"] = defaultValue
        content["description"] = description.map { .string($0) }
        return content
    }
}
