import ReeveModel
import Testing

@Suite struct EffectDoubtTests {
    /// Every input of the rule, with its answer.
    private static let table: [(CallRepetition, EffectDoubt.Plan, EffectDoubt.Step)] = [
        (.never, .end, .interrupted),
        (.never, .anotherAttempt, .interrupted),
        (.never, .anotherAttemptBesideALateCall, .interrupted),
        (.afterReadBack, .end, .interrupted),
        (.afterReadBack, .anotherAttempt, .readBackFirst),
        (.afterReadBack, .anotherAttemptBesideALateCall, .interrupted),
        (.always, .end, .asPlanned),
        (.always, .anotherAttempt, .asPlanned),
        (.always, .anotherAttemptBesideALateCall, .asPlanned),
    ]

    @Test func everyInputHasItsAnswer() {
        for (repetition, plan, step) in Self.table {
            let doubt = EffectDoubt(mayHaveHappened: true, repetition: repetition)
            #expect(doubt.step(towards: plan) == step, "\(repetition), \(plan)")
        }
        #expect(Self.table.count == CallRepetition.allCases.count * EffectDoubt.Plan.allCases.count)
    }

    @Test func whereNothingCanHaveHappenedTheRunGoesOnAsPlanned() {
        for repetition in CallRepetition.allCases {
            let doubt = EffectDoubt(mayHaveHappened: false, repetition: repetition)
            for plan in EffectDoubt.Plan.allCases { #expect(doubt.step(towards: plan) == .asPlanned) }
        }
    }

    @Test func anIdempotentToolNeedsNoReadBack() {
        #expect(CallRepetition(isIdempotent: true, hasReadBack: true) == .always)
        #expect(CallRepetition(isIdempotent: true, hasReadBack: false) == .always)
        #expect(CallRepetition(isIdempotent: false, hasReadBack: true) == .afterReadBack)
        #expect(CallRepetition(isIdempotent: false, hasReadBack: false) == .never)
    }
}
