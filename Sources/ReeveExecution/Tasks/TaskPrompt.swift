internal import ReeveDiagnostics
package import ReeveJSON
internal import ReeveModel
package import ReeveTemplate

/// The texts that a task begins with, and where they come from.
package struct TaskPrompt: Sendable {
    /// What is asked for.
    package struct Request: Sendable {
        package let seat: TaskSeat
        package let choice: TemplateChoice
        /// With nothing left to bind.
        package let variables: JSONObject
        package let builtIns: [TemplateBuiltIn: String]
        /// The item's own text; goes behind the template's user text, with an empty line between them.
        package let prompt: String?

        package init(
            seat: TaskSeat, choice: TemplateChoice, variables: JSONObject, builtIns: [TemplateBuiltIn: String],
            prompt: String?
        ) {
            self.seat = seat
            self.choice = choice
            self.variables = variables
            self.builtIns = builtIns
            self.prompt = prompt
        }
    }

    package let seat: TaskSeat
    package let choice: TemplateChoice
    /// Nil without a template.
    package let version: TemplateVersion?
    /// Empty where nothing says one.
    package let system: String
    package let user: String

    /// - Throws: ``TaskPromptError``. No text is made with a hole in it.
    package init(_ request: Request, of objects: TaskObjects) throws(TaskPromptError) {
        seat = request.seat
        choice = request.choice
        guard let name = choice.template else {
            guard let prompt = request.prompt else { throw TaskPromptError(.nothing) }
            if let variable = request.variables.keys.first { throw TaskPromptError(.variablesOfNothing(variable)) }
            (version, system, user) = (nil, "", prompt)
            return
        }
        guard let spec = objects.templates[name] else { throw TaskPromptError(.noTemplate(name)) }
        let template = TemplateDocument(spec: spec)
        let problems = template.check().filter { $0.severity == .error }
        guard problems.isEmpty else { throw TaskPromptError(.unreadable(name, problems)) }
        let filling = template.fill(request.variables, schema: { SchemaCheck($1).problem(of: $0) })
        guard filling.flaws.isEmpty else { throw TaskPromptError(.variables(name, filling.flaws)) }
        do {
            let rendered = try template.render(filling.values, builtIns: request.builtIns)
            version = rendered.version
            system = rendered.system
            let isLine = rendered.user.hasSuffix("\n")
            user = [rendered.user, request.prompt ?? ""].filter { !$0.isEmpty }.joined(
                separator: isLine ? "\n" : "\n\n")
        } catch {
            throw TaskPromptError(.unfilled(name, error))
        }
    }
}
