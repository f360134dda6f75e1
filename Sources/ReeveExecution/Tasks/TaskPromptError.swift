package import ReeveTemplate

/// Why a task has no prompt. A run ends `template.unfilled` then.
package struct TaskPromptError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// No place names a template, and the task has no prompt of its own.
        case nothing
        /// No place names a template, and yet a variable is given.
        case variablesOfNothing(String)
        case noTemplate(String)
        /// Its texts have mistakes; never empty.
        case unreadable(String, [TemplateProblem])
        /// Never empty.
        case variables(String, [TemplateFilling.Flaw])
        case unfilled(String, TemplateRenderError)
    }

    package let code: Code

    init(_ code: Code) { self.code = code }

    package var description: String {
        switch code {
        case .nothing: "neither a template nor a prompt is named"
        case .variablesOfNothing(let name): "variable '\(name)' is given, and no template is named"
        case .noTemplate(let name): "there is no template '\(name)'"
        case .unreadable(let name, let problems):
            "template '\(name)' cannot be read: \(Self.first(problems.map(\.message)))"
        case .variables(let name, let flaws): "template '\(name)' cannot be filled: \(Self.first(flaws.map(\.message)))"
        case .unfilled(let name, let error): "template '\(name)' cannot be filled: \(error)"
        }
    }

    private static func first(_ messages: [String]) -> String {
        (messages.first ?? "") + (messages.count > 1 ? " (and \(messages.count - 1) more)" : "")
    }
}
