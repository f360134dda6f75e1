/// Whether the rows of the run and its batch are as the store wrote them. ``ResolveCheck`` asks the same about the rows
/// of the scope, since it reads them.
struct IntegrityCheck: StageCheck {
    var stage: GateStage { .resolve }

    func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        if let edited = gate.facts.edited { throw GateRefusal.edited(edited) }
        return nil
    }
}
