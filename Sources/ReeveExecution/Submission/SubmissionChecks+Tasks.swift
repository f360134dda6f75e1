internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveTemplate

// Mistakes of tasks that can be known before anything runs: who does them, whom they ask, what their template needs.
extension SubmissionChecks {
    func diagnostics(_ task: BatchSpec.Task, of item: BatchSpec.Item, at index: Int) -> [Diagnostic] {
        let pointer = JSONPointer(tokens: ["items", String(index), "task"])
        let seats: [TaskSeat]
        do throws(TaskSeatError) {
            seats = try scope.teamwork.objects.seats(of: task)
        } catch {
            let field = error.field
            if field == "agent", case .agent(let name) = task.assignee {
                return [
                    unknown(
                        "batch.unknown-agent", "agent", name, among: scope.agents.keys, at: pointer.appending(field))
                ]
            }
            return [
                Diagnostic("task.unassignable", "\(error)", at: request.locate(pointer.appending(field)))
            ]
        }
        var found: [Diagnostic] = []
        for seat in seats {
            for diagnostic in diagnostics(task, of: item, at: index, for: seat) where !found.contains(diagnostic) {
                found.append(diagnostic)
            }
        }
        return found
    }

    private func diagnostics(
        _ task: BatchSpec.Task, of item: BatchSpec.Item, at index: Int, for seat: TaskSeat
    ) -> [Diagnostic] {
        let pointer = JSONPointer(tokens: ["items", String(index), "task"])
        let work = scope.teamwork
        var found: [Diagnostic] = []
        let agent = scope.agents[seat.agent]
        if agent == nil {
            found.append(
                unknown(
                    "batch.unknown-agent", "agent", seat.agent, among: scope.agents.keys,
                    at: pointer.appending("role")))
        }
        if let name = task.provider ?? agent?.spec.provider {
            if work.providers[name] == nil {
                found.append(
                    unknown(
                        "task.unknown-provider", "provider", name, among: work.providers.keys,
                        at: task.provider == nil ? pointer : pointer.appending("provider")))
            }
        } else {
            found.append(
                Diagnostic(
                    "task.no-provider",
                    "neither item '\(item.name)' nor agent '\(seat.agent)' names a model provider",
                    at: request.locate(pointer), help: "set 'provider' in the Agent or in the item"))
        }
        let path = "\(request.organization)/\(request.environment)/\(KindName.batch)/\(request.name)"
        let choice = work.objects.templateChoice(
            for: seat, own: .item(item.name, at: index, of: path, template: task.template))
        guard let name = choice.template else {
            if task.prompt == nil {
                found.append(
                    Diagnostic(
                        "task.no-prompt", "item '\(item.name)' has no prompt, and nothing gives it a template",
                        at: request.locate(pointer), help: "set 'template' or 'prompt'"))
            }
            return found
        }
        guard let template = work.objects.templates[name] else {
            found.append(
                unknown(
                    "task.unknown-template", "template", name, among: work.objects.templates.keys,
                    at: task.template == nil ? pointer : pointer.appending("template")))
            return found
        }
        return found + flaws(of: task, in: TemplateDocument(spec: template), name, at: pointer)
    }

    /// What the item's variables lack. A value of another item or of the matrix is judged when it is there.
    private func flaws(
        of task: BatchSpec.Task, in document: TemplateDocument, _ name: String, at pointer: JSONPointer
    ) -> [Diagnostic] {
        let filling = document.fill(
            task.variables, schema: { SchemaCheck($1).problem(of: $0) }, isLate: { InputBinding.hasBindings(in: $0) })
        return filling.flaws.map { flaw in
            Diagnostic(
                flaw.code, "template '\(name)': \(flaw.message)",
                at: request.locate(pointer.appending("variables").appending(flaw.variable))
                    ?? request.locate(pointer.appending("variables")) ?? request.locate(pointer))
        }
    }
}
