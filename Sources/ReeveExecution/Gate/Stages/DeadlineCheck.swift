internal import ReeveModel
internal import ReeveScheduler

/// Whether the run and its batch have time left.
struct DeadlineCheck: StageCheck {
    var stage: GateStage { .resolve }

    func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        let facts = gate.facts
        guard let reason = facts.deadlines?.passed(at: facts.now, isFirstAttempt: facts.isFirstAttempt) else {
            return nil
        }
        throw GateRefusal.late(stage, reason, "the deadline has passed")
    }
}
