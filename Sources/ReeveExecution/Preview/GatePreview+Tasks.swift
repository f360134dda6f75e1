internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

extension GatePreview {
    /// What would become of a task, as far as it can be told without its provider: whether policy lets it begin, whom it
    /// would ask, and whether its tools are there. What its model asks for later is not known.
    func judge(_ preview: inout RunPreview, _ task: BatchSpec.Task, _ facts: TaskFacts, context: BatchContext) {
        let run = preview.run
        do throws(GateRefusal) {
            guard run.isIntact else { throw GateRefusal.edited("run \(run.id)") }
            guard context.record.isIntact else { throw GateRefusal.edited("batch \(context.record.id)") }
            let deadlines = context.deadlines(of: run, now: facts.now)
            if let reason = deadlines.passed(at: facts.now, isFirstAttempt: run.state.startedAt == nil) {
                throw GateRefusal.late(.resolve, reason, "the deadline has passed")
            }
            let subject = try TaskSubject(task, agent: run.assignment.agent, facts)
            preview.rules = subject.decision.deciding.map(\.rule)
            if let words = subject.decision.approvalWords {
                preview.verdict = .wait
                preview.stage = .approval
                preview.message = "it would wait for an approval by \(words)"
            }
        } catch {
            refuse(&preview, error, decision: error.decision, context: context)
        }
    }
}
