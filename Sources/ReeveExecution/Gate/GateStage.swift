/// The names of the gate's stages, in the order in which a call passes them. Steps, events, previews and reports use
/// these names. The questions of the stages are in ``GateStages``.
package enum GateStage: String, Sendable, Hashable, CaseIterable {
    case resolve
    case connection
    case policy
    case input
    case approval
    /// Passed only where an earlier attempt may have had its effect.
    case readBack = "read-back"
    case rate
    case budget
    case audit
    case execute
    case output
}
