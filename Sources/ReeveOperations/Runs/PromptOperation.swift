import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore
import ReeveTemplate

/// `render prompt`: the texts that a task would begin with, and which template they come from.
///
/// Reads the store, and the file of a batch. Nothing is started or written, no model is asked.
package struct PromptOperation: Sendable {
    package enum Subject: Sendable {
        /// A task of a batch.
        ///
        /// - Parameter cell: The name of the cell; nil for the first.
        case item(BatchSource, item: String, cell: String?)
        /// A task that no batch has yet, for an agent or a role in a team; one of `agent` and `team` is there.
        case seat(agent: String?, team: String?, role: String?)
    }

    package let subject: Subject
    /// Taken before what the item, the team and the agent name.
    package var template: String?
    /// Values of variables; they go before those of the item.
    package var variables: JSONObject = [:]

    package init(_ subject: Subject) { self.subject = subject }

    package func run(in context: OperationContext) async throws(OperationError) -> PromptOutcome {
        try await context.withStore(.read) { store in
            switch subject {
            case .item(let source, let item, let cell):
                let definition = try await BatchDefinition.read(source, store: store, in: context)
                let files = try definition.request(idempotencyKey: nil, isStrict: false, in: context).files
                let task = try Self.translating { () throws(TaskItemError) in
                    try TaskItem(named: item, cell: cell, of: definition.spec, files: files)
                }
                let objects = try await objects(of: definition.key.scope, in: store)
                return try prompt(task, of: definition.key, objects)
            case .seat(let agent, let team, let role):
                let (kind, name) = agent.map { (KindName.agent, $0) } ?? (KindName.team, team ?? "")
                let scope = try await context.chooseScope(store, having: kind, named: name)
                let objects = try await objects(of: scope, in: store)
                let seat = try seat(agent: agent, role: role, team: team, cell: 0, objects)
                let own = TemplateCandidate.absent(.item, because: "there is no item")
                return PromptOutcome(
                    try render(
                        seat, own: own, variables: variables, prompt: nil, title: nil, description: nil, objects),
                    scope: scope)
            }
        }
    }

    private func prompt(_ task: TaskItem, of batch: ObjectKey, _ objects: TaskObjects) throws -> PromptOutcome {
        let seat =
            switch task.task.assignee {
            case .agent(let agent): try seat(agent: agent, role: nil, team: nil, cell: 0, objects)
            case .role(let role, let team): try seat(agent: nil, role: role, team: team, cell: task.cellIndex, objects)
            }
        let values = try Self.translating { () throws(TaskItemError) in try task.variables(with: variables) }
        let own = TemplateCandidate.item(
            task.item.name, at: task.index, of: batch.description, template: task.task.template)
        let prompt = try render(
            seat, own: own, variables: values, prompt: task.task.prompt,
            title: task.item.title ?? task.item.name, description: task.item.description, objects)
        return PromptOutcome(prompt, scope: batch.scope, item: task.item.name, cell: task.cell)
    }

    private static func translating<Result>(
        _ body: () throws(TaskItemError) -> Result
    ) throws(OperationError) -> Result {
        do throws(TaskItemError) {
            return try body()
        } catch {
            var help: String?
            if case .late = error.code { help = "give it with --variables" }
            throw .invalid("\(error)", code: error.diagnosticCode, help: help)
        }
    }

    private func seat(
        agent: String?, role: String?, team: String?, cell: Int, _ objects: TaskObjects
    ) throws(OperationError) -> TaskSeat {
        do throws(TaskSeatError) {
            return try objects.seat(agent: agent, role: role, team: team, cell: cell)
        } catch {
            throw .invalid("\(error)", code: "task.nobody", help: "reeve get agents and reeve get teams list them")
        }
    }

    private func render(
        _ seat: TaskSeat, own: TemplateCandidate, variables: JSONObject, prompt: String?, title: String?,
        description: String?, _ objects: TaskObjects
    ) throws(OperationError) -> TaskPrompt {
        let own = template.map { .asked("--template", template: $0) } ?? own
        let request = TaskPrompt.Request(
            seat: seat, choice: objects.templateChoice(for: seat, own: own), variables: variables,
            builtIns: objects.builtIns(for: seat, title: title, description: description), prompt: prompt)
        do throws(TaskPromptError) {
            return try TaskPrompt(request, of: objects)
        } catch {
            throw OperationError(.invalid(error.diagnostics, SourceIndex()))
        }
    }

    /// What the environment has of the kinds that matter. An object that other hands have changed is refused.
    private func objects(of scope: Scope, in store: any Store) async throws -> TaskObjects {
        try await store.read { rows throws(StoreError) in
            var objects = TaskObjects(scope: scope)
            try rows.everyObject(ObjectFilter(kinds: TaskObjects.kinds, organization: scope.organization)) {
                record throws(StoreError) in
                guard record.isAsApplied else { throw StoreError(.edited(.object(record.key))) }
                do {
                    try objects.put(record.key, spec: try JSONParser.parse(record.spec))
                } catch {
                    throw StoreError(.corrupt, "\(record.key): \(error)")
                }
            }
            return objects
        }
    }
}

extension TaskPromptError {
    /// One for each thing that is wrong.
    fileprivate var diagnostics: [Diagnostic] {
        switch code {
        case .variables(let name, let flaws):
            flaws.map { flaw in
                Diagnostic(
                    flaw.code, "template '\(name)': \(flaw.message)" + (flaw.label.map { "; \($0)" } ?? ""),
                    help: flaw.code == .templateMissingVariable ? "give it with --variables" : nil)
            }
        case .unreadable(let name, let problems):
            problems.map { Diagnostic($0.code, "template '\(name)': \($0.message)", help: $0.help) }
        case .unfilled(_, let error): [Diagnostic(error.code, description)]
        case .nothing, .variablesOfNothing: [Diagnostic("task.no-prompt", description, help: "name a template")]
        case .noTemplate(let name):
            [
                Diagnostic(
                    "object.missing", "there is no Template '\(name)' here", help: "reeve get templates lists them")
            ]
        }
    }
}
