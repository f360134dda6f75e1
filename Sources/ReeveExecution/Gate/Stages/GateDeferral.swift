package import ReevePolicy

/// The questions that a later moment decides. Until then each is answered in the call's favour.
///
/// A refusal by a stage that is not deferred is final. For example, a submission defers the stage `input`, since a sync
/// may bring another schema. It does not defer `policy`, so what a rule denies by the manifests alone is denied at
/// once.
package struct GateDeferral: Sendable, Hashable {
    package let stages: Set<GateStage>
    /// Conditions of policies that the stage `policy` takes as fulfilled.
    package let conditions: Set<ConditionKey>

    /// For a call that is about to be made, and for a read-back.
    package static let nothing = GateDeferral(stages: [], conditions: [])

    /// For the runs of a submission. Before they start, tools may be synced, agents enabled and pins moved.
    ///
    /// - Parameter isInputKnown: false while a part of the input comes from other runs or is a secret.
    package static func submission(isInputKnown: Bool) -> GateDeferral {
        var conditions = ConditionKey.decidedLater
        if isInputKnown { conditions.remove(.arguments) }
        return GateDeferral(stages: Set(GateStage.allCases).subtracting([.policy]), conditions: conditions)
    }

    /// For a preview, which asks no server, takes no permit and counts nothing. The preview looks for approvals itself.
    ///
    /// - Parameters:
    ///   - isInputKnown: as for a submission.
    ///   - isStartKnown: false for a run that waits for others, since nobody knows when it starts.
    package static func preview(isInputKnown: Bool, isStartKnown: Bool) -> GateDeferral {
        var stages: Set<GateStage> = [.approval, .readBack, .rate, .budget, .audit, .execute, .output]
        if !isInputKnown { stages.insert(.input) }
        var conditions: Set<ConditionKey> = isInputKnown ? [] : ConditionKey.decidedByCall
        if !isStartKnown { conditions.insert(.timeWindow) }
        return GateDeferral(stages: stages, conditions: conditions)
    }

    /// Whether the stage is skipped. `resolve` is never skipped, since the other stages need what it finds. Where
    /// `resolve` is deferred, the caller takes its refusal as provisional.
    func leavesOut(_ stage: GateStage) -> Bool { stage != .resolve && stages.contains(stage) }
}
