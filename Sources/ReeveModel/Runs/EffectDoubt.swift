/// What follows for a run whose earlier attempt may have had its effect.
///
/// This type is the only place of the rule. A call is never made twice unless its tool is idempotent, or its read-back
/// has shown that the first call did nothing. A run that ends while the doubt stands ends `interrupted`, so that a
/// person looks at it.
///
/// ```swift
/// let doubt = EffectDoubt(mayHaveHappened: true, repetition: .afterReadBack)
/// doubt.step(towards: .anotherAttempt)  // .readBackFirst
/// doubt.step(towards: .end)  // .interrupted: nobody will ask any more
/// ```
package struct EffectDoubt: Sendable, Hashable {
    /// An attempt may have had its effect, and nobody has found out.
    package var mayHaveHappened: Bool
    package var repetition: CallRepetition

    package init(mayHaveHappened: Bool, repetition: CallRepetition) {
        self.mayHaveHappened = mayHaveHappened
        self.repetition = repetition
    }

    /// What the run would do without a doubt.
    package enum Plan: Sendable, Hashable, CaseIterable {
        /// No attempt follows, whatever the end is called.
        case end
        case anotherAttempt
        /// Another attempt while the worker before may still be in its call. A read-back would show the present state
        /// and say nothing of what that call does next.
        case anotherAttemptBesideALateCall
    }

    package enum Step: Sendable, Hashable, CaseIterable {
        case asPlanned
        /// The next attempt begins with the tool's read-back.
        case readBackFirst
        /// The run ends `interrupted`, with the reason `effect.unknown`.
        case interrupted
    }

    package func step(towards plan: Plan) -> Step {
        guard mayHaveHappened else { return .asPlanned }
        return switch (repetition, plan) {
        case (.always, _): .asPlanned
        case (.afterReadBack, .anotherAttempt): .readBackFirst
        case (.afterReadBack, .end), (.afterReadBack, .anotherAttemptBesideALateCall), (.never, _): .interrupted
        }
    }
}
