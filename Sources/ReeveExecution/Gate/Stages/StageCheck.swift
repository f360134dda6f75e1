/// What one stage of the gate asks of a call. It answers by the case alone and does no I/O.
package protocol StageCheck: Sendable {
    /// Under which the run's steps, events and reports name the answer.
    var stage: GateStage { get }

    /// - Returns: what was found, for the run's steps; nil leaves no step.
    /// - Throws: why the call does not go on.
    func check(_ gate: inout GatePass) throws(GateRefusal) -> String?
}
