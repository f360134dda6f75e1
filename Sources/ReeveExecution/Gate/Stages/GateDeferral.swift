package import ReevePolicy

/// What a later moment decides: it is taken in the call's favour until then.
///
/// A refusal by anything that is not deferred stands whatever comes. For example, a submission defers the stage `input`
/// since a sync may bring another schema, and does not defer `policy`: what a rule denies by the manifests alone is
/// denied at once.
package struct GateDeferral: Sendable, Hashable {
    package let stages: Set<GateStage>
    /// Conditions of policies that the stage `policy` takes as met.
    package let conditions: Set<ConditionKey>

    /// For a call that is about to be made, and for a read-back.
    package static let nothing = GateDeferral(stages: [], conditions: [])

    /// For the runs of a submission: tools may be synced, agents enabled and pins moved before they start.
    ///
    /// - Parameter isInputKnown: false while a part of the input comes from other runs or is a secret.
    package static func submission(isInputKnown: Bool) -> GateDeferral {
        var conditions = ConditionKey.decidedLater
        if isInputKnown { conditions.remove(.arguments) }
        return GateDeferral(stages: Set(GateStage.allCases).subtracting([.policy]), conditions: conditions)
    }

    /// For a preview, which asks no server, takes no permit and counts nothing.
    ///
    /// - Parameters:
    ///   - isInputKnown: as for a submission.
    ///   - isStartKnown: false for a run that waits for others: it starts at a time that nobody knows.
    package static func preview(isInputKnown: Bool, isStartKnown: Bool) -> GateDeferral {
        var stages: Set<GateStage> = [.readBack, .rate, .budget, .audit, .execute, .output]
        if !isInputKnown { stages.insert(.input) }
        var conditions: Set<ConditionKey> = isInputKnown ? [] : ConditionKey.decidedByCall
        if !isStartKnown { conditions.insert(.timeWindow) }
        return GateDeferral(stages: stages, conditions: conditions)
    }

    /// Whether the stage is left out. `resolve` never is: without what it finds no other stage can be asked. Where
    /// `resolve` is deferred, its refusal is not the last word.
    func leavesOut(_ stage: GateStage) -> Bool { stage != .resolve && stages.contains(stage) }
}
