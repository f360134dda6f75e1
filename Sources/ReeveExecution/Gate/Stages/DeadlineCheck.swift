internal import ReeveModel
internal import ReeveScheduler

/// Whether there is time left. The run of a batch whose deadline has passed is cancelled with its batch; a run whose own
/// time is over fails.
struct DeadlineCheck: StageCheck {
    var stage: GateStage { .resolve }

    func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        let facts = gate.facts
        guard let reason = facts.deadlines?.passed(at: facts.now, isFirstAttempt: facts.isFirstAttempt) else {
            return nil
        }
        throw GateRefusal(
            stage, reason, "the deadline has passed", status: reason == .cancelledBatch ? .cancelled : .failed)
    }
}
