internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore
internal import ReeveTemplate

// Tasks of a submission: who does them, by which template, and whether policy forbids them whatever happens.
extension SubmissionDraft {
    mutating func add(
        _ planned: BatchExpansion.Run, _ item: BatchSpec.Item, _ task: BatchSpec.Task, id: ULID
    ) {
        // `SubmissionChecks` has refused a batch with a task that nobody can take.
        guard let seat = try? scope.teamwork.objects.seat(of: task, cell: planned.place) else { return }
        let request = TaskRequest(
            variables: planned.input.object ?? [:], prompt: task.prompt,
            choice: seat.reason(of: task, cell: planned.place))
        let content = StoredContent(request.json)
        if let payload = content.payload { payloads.append(payload) }
        var run = RunRecord(
            id: id, batch: batch.id, organization: batch.organization, environment: batch.environment,
            queue: spec.queue, item: item.name, cell: planned.cell.nonEmpty, kind: .task, title: item.title,
            description: item.description, priority: item.priority ?? spec.priority,
            // Of a call whose outcome is not known, the task's journal says which it is, and its tool whether it can be
            // asked.
            hasReadBack: true, agent: seat.agent, status: firstStatus(planned, item),
            dueAt: item.notBefore.flatMap { $0 > now ? $0 : nil }, effectID: "ef-" + id.text, createdAt: now,
            content: RunContent(input: content.text))
        run.identity.team = seat.membership?.team
        run.identity.role = seat.membership?.role
        let agent = scope.agents[seat.agent]
        let provider = task.provider ?? agent?.spec.provider
        run.usage.provider = provider
        run.usage.model =
            task.model ?? agent?.spec.model ?? provider.flatMap { scope.teamwork.providers[$0]?.spec.model }
        let template = freezeTemplate(of: item, at: planned.item, task, seat, in: &run)
        if let agent, let refusal = refusal(of: agent) {
            deny(&run, refusal, expecting: item.expectations, cell: planned.cell)
        }
        runs.append(run)
        guard !run.state.status.isTerminal else { return }
        let needed = [
            scope.environmentUID, agent?.uid, provider.flatMap { scope.teamwork.providers[$0]?.uid },
            seat.membership.flatMap { scope.teamwork.uid(of: KindName.team, $0.team) },
            template.flatMap { scope.teamwork.uid(of: KindName.template, $0) },
        ].compactMap(\.self)
        objects += needed.map { RunObject(run: id, object: $0) }
    }

    /// Notes the version of the template in the run, and keeps the version. A template that is edited later changes
    /// nothing for the batch.
    ///
    /// - Returns: the name of the template; nil where the task has none.
    private mutating func freezeTemplate(
        of item: BatchSpec.Item, at index: Int, _ task: BatchSpec.Task, _ seat: TaskSeat,
        in run: inout RunRecord
    ) -> String? {
        let objects = scope.teamwork.objects
        let own = TemplateCandidate.item(item.name, at: index, of: path(of: batch), template: task.template)
        let choice = objects.templateChoice(for: seat, own: own)
        guard let name = choice.template, let template = objects.templates[name] else { return nil }
        let document: TemplateDocument
        if let known = templates[name] {
            document = known
        } else {
            document = TemplateDocument(spec: template)
            templates[name] = document
            payloads.append((JSONValue.object(document.content).canonicalBytes, document.version.digest))
        }
        run.usage.templateVersion = document.version.digest.description
        run.usage.templateSource = "'\(name)', by \(choice.source ?? "the item")"
        return name
    }

    private func path(of batch: BatchRecord) -> String {
        "\(batch.organization)/\(batch.environment)/\(KindName.batch)/\(batch.name)"
    }

    /// A refusal that no later fact can change; nil where the task's own gate has to decide.
    private func refusal(of agent: ExecutionScope.Agent) -> GateRefusal? {
        let facts = TaskFacts(
            scope: scope, requester: requester, context: CallContext(origin: request.origin), now: now)
        do {
            _ = try TaskSubject.decide(agent, facts, deferring: ConditionKey.decidedLater)
            return nil
        } catch {
            return error
        }
    }
}
