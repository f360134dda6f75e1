internal import ReeveJSON
internal import ReeveModel
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore
internal import ReeveTemplate

/// Makes the first messages of a stored task: the template as it was chosen and frozen at the submission, filled with
/// the item's variables.
struct TaskBeginning: Sendable {
    let services: ExecutionServices
    let context: BatchContext
    let run: RunRecord
    let spec: BatchSpec.Task

    struct Composed: Sendable {
        /// As the journal keeps it.
        let content: JSONValue
        let version: String?
        let source: String?
    }

    /// - Throws: ``GateRefusal`` with `template.unfilled` where a value is missing or of another form than declared.
    func compose(in scope: ExecutionScope) async throws -> Composed {
        let bound = try await BoundInput.of(run, context: context, services: services)
        let request = TaskRequest(bound.shown ?? bound.sent)
        let redactor = services.secrets.redactor
        let (version, source) = (run.usage.templateVersion, run.usage.templateSource)
        var (system, user): (String?, String?) = (nil, nil)
        if let version {
            let rendered = try render(try await document(version), request, in: scope)
            (system, user) = (rendered.system, rendered.user)
        }
        let parts = [user, request.prompt].compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
        guard !parts.isEmpty || system?.isEmpty == false else {
            throw GateRefusal(.input, .templateUnfilled, "the task has neither a template nor a prompt")
        }
        return Composed(
            content: TaskContent.prompt(
                system: system.flatMap { $0.isEmpty ? nil : redactor.redact($0).text },
                user: redactor.redact(parts.joined(separator: "\n\n")).text, tainted: isInputTainted(scope)),
            version: version, source: source)
    }

    /// The template as it was when the batch was submitted.
    private func document(_ version: String) async throws -> TemplateDocument {
        guard let digest = ContentDigest(version), let bytes = try await services.store.payload(digest),
            ContentDigest.of(bytes) == digest, let spec = try? JSONParser.parse(String(decoding: bytes, as: UTF8.self)),
            let object = spec.object
        else { throw GateRefusal.edited("template version \(version)") }
        return TemplateDocument(spec: object)
    }

    private func render(
        _ document: TemplateDocument, _ request: TaskRequest, in scope: ExecutionScope
    ) throws(GateRefusal) -> RenderedPrompt {
        let filling = document.fill(request.variables, schema: { SchemaCheck($1).problem(of: $0) })
        if let flaw = filling.flaws.first { throw GateRefusal(.input, .templateUnfilled, flaw.message) }
        let builtIns = scope.teamwork.objects.builtIns(
            for: TaskSeat(run), title: run.identity.title ?? run.identity.item, description: run.identity.description)
        do {
            return try document.render(filling.values, builtIns: builtIns)
        } catch {
            throw GateRefusal(.input, .templateUnfilled, "\(error)")
        }
    }

    /// Whether the variables have results of tools that nobody vouches for. A result of another task counts as such,
    /// unless its item may call no tool.
    private func isInputTainted(_ scope: ExecutionScope) -> Bool {
        guard let input = run.content?.input, let value = try? JSONParser.parse(input) else { return false }
        return InputBinding.itemReferences(in: value).contains { reference in
            switch context.items[reference.item]?.spec.work {
            case .toolRun(let toolRun):
                return scope.declarations[toolRun.tool.unversioned]?.spec.traits?.contains(.untrustedContent) ?? true
            case .task(let task): return task.tools?.isEmpty != true
            case nil: return true
            }
        }
    }
}
