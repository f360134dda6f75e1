package import ReeveJSON
internal import ReeveModel
package import ReevePolicy

/// One call on its way through ``GateStages``.
///
/// ```swift
/// var gate = GatePass(facts, deferring: .nothing)
/// switch gate.advance() {
/// case .bindInput: gate.bind(try await input(), at: now)  // then advance again
/// case .approval(let call): ...  // look for an approval, then advance again
/// case .readBack(let subject): ...  // ask the tool, then advance again
/// case .refused(let refusal): ...
/// case .passed(let call): ...
/// }
/// ```
package struct GatePass: Sendable {
    /// A call that has passed every stage that was not deferred.
    package struct Passed: Sendable {
        package let subject: CallSubject
        package let decision: PolicyDecision
    }

    /// What the caller has to do next.
    package enum Turn: Sendable {
        case bindInput
        /// Rules allow the call where people approve. The caller has to look for an approval.
        case approval(Passed)
        /// The caller has to find out the effect of an earlier attempt at this call.
        case readBack(CallSubject)
        case refused(GateRefusal)
        case passed(Passed)
    }

    package private(set) var facts: GateCase
    package let deferral: GateDeferral
    /// Set by ``ResolveCheck``.
    package var subject: CallSubject?
    /// Set by ``PolicyCheck`` where it allows.
    package var decision: PolicyDecision?
    private var steps: [String] = []
    private var position = 0

    package init(_ facts: GateCase, deferring deferral: GateDeferral) {
        self.facts = facts
        self.deferral = deferral
    }

    /// Goes on to the first entry that the caller has to act for, to the first refusal, or to the end.
    package mutating func advance() -> Turn {
        while position < GateStages.all.count {
            let entry = GateStages.all[position]
            position += 1
            switch entry {
            case .bindInput:
                if case .unbound = facts.input { return .bindInput }
            case .approval:
                guard !deferral.leavesOut(.approval) else { continue }
                guard let subject, let decision else { return .refused(.tooEarly(.approval)) }
                guard decision.obligations.isEmpty else {
                    return .approval(Passed(subject: subject, decision: decision))
                }
                steps.append("\(GateStage.approval.rawValue): none needed")
            case .readBack:
                guard !deferral.leavesOut(.readBack), let subject else { continue }
                let doubt = EffectDoubt(mayHaveHappened: facts.isInDoubt, repetition: subject.repetition)
                guard doubt.step(towards: .anotherAttempt) != .asPlanned else { continue }
                return .readBack(subject)
            case .check(let check):
                guard !deferral.leavesOut(check.stage) else { continue }
                do {
                    if let found = try check.check(&self) { steps.append("\(check.stage.rawValue): \(found)") }
                } catch {
                    return .refused(error)
                }
            }
        }
        guard let subject, let decision else { return .refused(.tooEarly(.execute)) }
        return .passed(Passed(subject: subject, decision: decision))
    }

    /// Goes straight to the end. Only for a case whose input is bound or open, and that is not in doubt. Nobody can be
    /// asked on this way, so a call that needs an approval is refused.
    package mutating func passAtOnce() throws(GateRefusal) -> Passed {
        switch advance() {
        case .passed(let passed): return passed
        case .refused(let refusal): throw refusal
        case .bindInput: throw GateRefusal.tooEarly(.input)
        case .approval(let call):
            throw GateRefusal(
                .approval, .policyDenied,
                "it needs an approval by \(call.decision.approvalWords ?? "nobody"), and nobody can be asked for it here",
                status: .denied, decision: call.decision)
        case .readBack: throw GateRefusal.tooEarly(.readBack)
        }
    }

    /// Takes the input that ``Turn/bindInput`` asks for. The stages that follow decide by the time `now`.
    package mutating func bind(_ input: BoundInput, at now: Timestamp) {
        facts.input = .bound(input)
        facts.now = now
    }

    /// The findings of the stages since the last call, in the order of the stages.
    package mutating func takeSteps() -> [String] {
        defer { steps = [] }
        return steps
    }
}
