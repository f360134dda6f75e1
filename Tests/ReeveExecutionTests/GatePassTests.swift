import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import Testing

@Suite struct GatePassTests {
    private func facts(_ harness: Harness, _ input: GateCase.Input = .unbound) async throws -> GateCase {
        let scope = try await harness.services.catalog.scope(organization: "acme", environment: "dev")
        return GateCase(
            agent: "bot", tool: "git/echo", input: input, in: scope,
            requester: try await harness.services.catalog.requester(Requester("user:anna"), in: scope),
            context: CallContext(origin: .batch), now: harness.clock.now, redactor: harness.services.secrets.redactor)
    }

    private static let bound = BoundInput(sent: ["n": 1])

    @Test func theInputIsAskedForAtItsTurn() async throws {
        try await Harness.with { harness in
            var gate = GatePass(try await facts(harness), deferring: .nothing)
            guard case .bindInput = gate.advance() else {
                Issue.record("the input was not asked for")
                return
            }
            #expect(gate.takeSteps().isEmpty && gate.subject == nil)
            gate.bind(Self.bound, at: harness.clock.now)
            guard case .passed(let passed) = gate.advance() else {
                Issue.record("it did not pass")
                return
            }
            #expect(passed.subject.input == ["n": 1] && passed.decision.isAllowed)
            #expect(
                gate.takeSteps() == [
                    "resolve: git/echo at 1.0.0", "connection: not pinned", "policy: " + passed.decision.summary,
                    "input: valid", "approval: none needed",
                ])
            #expect(gate.takeSteps().isEmpty)
        }
    }

    @Test func theStagesBeforeARefusalLeaveTheirSteps() async throws {
        try await Harness.with { harness in
            try await harness.put("Policy", "all", Harness.policy(effect: "deny"))
            var gate = GatePass(try await facts(harness, .bound(Self.bound)), deferring: .nothing)
            guard case .refused(let refusal) = gate.advance() else {
                Issue.record("it was not refused")
                return
            }
            #expect(refusal.stage == .policy && gate.decision == nil)
            #expect(gate.takeSteps() == ["resolve: git/echo at 1.0.0", "connection: not pinned"])
        }
    }

    @Test(arguments: [false, true])
    func aCallInDoubtIsAskedAboutUnlessItIsIdempotent(isIdempotent: Bool) async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["idempotent": .bool(isIdempotent)]))
            var facts = try await facts(harness, .bound(Self.bound))
            facts.isInDoubt = true
            var gate = GatePass(facts, deferring: .nothing)
            if !isIdempotent {
                guard case .readBack(let subject) = gate.advance() else {
                    Issue.record("the read-back was not asked for")
                    return
                }
                #expect(subject.input == ["n": 1])
            }
            guard case .passed = gate.advance() else {
                Issue.record("it did not pass")
                return
            }
        }
    }

    @Test func nothingThatNeedsSomebodyElsePassesAtOnce() async throws {
        try await Harness.with { harness in
            var unbound = GatePass(try await facts(harness), deferring: .nothing)
            #expect(throws: GateRefusal.self) { try unbound.passAtOnce() }
            var doubtful = try await facts(harness, .bound(Self.bound))
            doubtful.isInDoubt = true
            var gate = GatePass(doubtful, deferring: .nothing)
            #expect(throws: GateRefusal.self) { try gate.passAtOnce() }
        }
    }

    @Test func policiesAreAskedAboutTheContextOfTheCall() async throws {
        try await Harness.with { harness in
            var facts = try await facts(harness, .bound(Self.bound))
            facts.context = CallContext(origin: .model)
            facts.context.depth = 2
            facts.context.isTainted = true
            facts.context.callsInRun = 3
            var gate = GatePass(facts, deferring: .nothing)
            let request = PolicyRequest(try gate.passAtOnce().subject, gate.facts)
            #expect(request.origin == .model && request.depth == 2 && request.isTainted == true)
            #expect(request.callsInRun == 3 && request.arguments == ["n": 1] && request.time == facts.now)
        }
    }

    /// So a read-back that would need an approval is refused.
    @Test func aCallThatCannotWaitIsDenied() async throws {
        try await Harness.withApprovals { harness in
            let facts = try await facts(harness, .bound(BoundInput(sent: [:])))
            var gate = GatePass(facts, deferring: .nothing)
            do throws(GateRefusal) {
                _ = try gate.passAtOnce()
                Issue.record("it passed")
            } catch {
                #expect(error.stage == .approval && error.reason == .policyDenied && error.status == .denied)
                #expect(error.message.hasPrefix("it needs an approval by user:ben"))
            }
        }
    }
}
