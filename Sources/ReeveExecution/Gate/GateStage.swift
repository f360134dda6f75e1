/// The names of the gate's stages: what steps, events, previews and reports call them, in the order in which a call
/// passes them. What a stage asks is in ``GateStages``.
package enum GateStage: String, Sendable, Hashable, CaseIterable {
    case resolve
    case connection
    case policy
    case input
    case approval
    /// Only where an earlier attempt may have had its effect.
    case readBack = "read-back"
    case rate
    case budget
    case audit
    case execute
    case output
}
