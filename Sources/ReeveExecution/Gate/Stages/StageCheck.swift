/// The question that one stage of the gate asks about a call. A check decides by the case alone and does no I/O.
package protocol StageCheck: Sendable {
    /// The stage that names the answer in steps, events and reports.
    var stage: GateStage { get }

    /// - Returns: what was found, for the steps of the run; nil leaves no step.
    /// - Throws: why the call does not go on.
    func check(_ gate: inout GatePass) throws(GateRefusal) -> String?
}
