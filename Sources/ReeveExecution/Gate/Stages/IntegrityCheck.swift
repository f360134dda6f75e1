/// Whether the rows of the run and its batch are as the store wrote them. The rows of the scope are asked about by
/// ``ResolveCheck``, which reads them.
struct IntegrityCheck: StageCheck {
    var stage: GateStage { .resolve }

    func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        if let edited = gate.facts.edited { throw GateRefusal.edited(edited) }
        return nil
    }
}
