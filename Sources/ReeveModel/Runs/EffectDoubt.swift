/// What follows for a run whose earlier attempt may have had its effect.
///
/// This type is the only home of the rule: a call is never made twice unless its tool is idempotent, or the tool's
/// read-back has shown that the first call did nothing. A run that ends while the doubt stands ends `interrupted`, so
/// that a person looks at it.
///
/// ```swift
/// let doubt = EffectDoubt(mayHaveHappened: true, repetition: .afterReadBack)
/// doubt.step(towards: .anotherAttempt)  // .readBackFirst
/// doubt.step(towards: .end)  // .interrupted: nobody will ask any more
/// ```
package struct EffectDoubt: Sendable, Hashable {
    /// Whether an attempt may have had its effect, and nobody has found out yet.
    package var mayHaveHappened: Bool
    package var repetition: CallRepetition

    package init(mayHaveHappened: Bool, repetition: CallRepetition) {
        self.mayHaveHappened = mayHaveHappened
        self.repetition = repetition
    }

    /// What the run would do if there were no doubt.
    package enum Plan: Sendable, Hashable, CaseIterable {
        /// No attempt follows, whatever the end is called.
        case end
        case anotherAttempt
        /// Another attempt, while the lost worker may still be in its call. A read-back would show only the present
        /// state. It could not say what that call does next.
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
