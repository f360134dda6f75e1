import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@testable import ReeveExecution

/// Attempt, read-back, preview and submission go through one gate: they answer the same case alike, but for what each
/// of them defers. The cases are in `GateAgreementTests+Cases.swift`.
@Suite struct GateAgreementTests {
    /// What the gate answers where it refuses.
    struct Refusal: Hashable, CustomStringConvertible {
        let stage: GateStage
        let reason: RunReason
        let status: RunStatus

        var description: String { "\(status.rawValue) \(reason.rawValue) at \(stage.rawValue)" }
    }

    enum Answer: Hashable {
        case passes
        case refuses(Refusal)
        /// Nothing is submitted: a name is misspelled, or a row of the scope is not as reeve wrote it.
        case submitsNothing
    }

    /// What a case is arranged in: a store with one run of the tool `git/echo`, where the walk has one.
    struct Scene {
        let harness: Harness
        let run: ULID?
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: Answer
        /// Where it differs from the answer: what the submission defers.
        let submission: Answer
        var tool = "git/echo"
        let arrange: @Sendable (Scene) async throws -> Void

        var testDescription: String { name }
    }

    private static let input: JSONObject = ["n": 1]

    private static let tools: [JSONValue] = ["echo", "put"].map {
        ["name": .string($0), "description": "", "inputSchema": ["type": "object"]]
    }

    private func spec(_ tool: String) -> JSONValue {
        Harness.spec([Harness.item(input: .object(Self.input), toolRun: ["tool": .string(tool)])], ["deadline": "8h"])
    }

    /// A harness with one submitted run, for a walk that needs one.
    private func inScene<Value>(
        _ spec: JSONValue, _ body: (Scene, ULID) async throws -> Value
    ) async throws -> Value {
        try await Harness.with(tools: Self.tools) { harness in
            let batch = try #require(try await harness.submit(spec).batch)
            let run = try #require(try await harness.runs(batch.id).first)
            return try await body(Scene(harness: harness, run: run.id), batch.id)
        }
    }

    // MARK: The four walks

    private func attempt(_ gate: Case) async throws -> Answer {
        try await inScene(spec(gate.tool)) { scene, batch in
            let harness = scene.harness
            // Before the case is arranged: nobody claims a run whose batch is late.
            let claim = RunClaim(worker: "w", limit: 1, leaseDuration: .seconds(86_400), now: harness.clock.now)
            let claimed = try #require(try await harness.store.claimRuns(claim).first)
            try await gate.arrange(scene)
            let current = ClaimedRun(
                run: try #require(try await harness.runs(batch).first), lease: claimed.lease, attempt: claimed.attempt)
            _ = await ToolRunExecutor(harness.services).execute(current, control: RunControl())
            let run = try #require(try await harness.runs(batch).first)
            let stage = try await harness.events(run).last?.context?["stage"]?.string
            let calls = harness.server.calls.count
            if run.state.status == .succeeded {
                #expect(calls == 1)
                return .passes
            }
            #expect(calls == 0)
            return .refuses(
                Refusal(
                    stage: try #require(stage.flatMap(GateStage.init)), reason: try #require(run.state.reason),
                    status: run.state.status))
        }
    }

    /// `git/put` is in doubt, and the tool of the case is its read-back.
    private func readBack(_ gate: Case) async throws -> Answer {
        try await inScene(spec("git/put")) { scene, batch in
            let harness = scene.harness
            try await harness.put(
                "Tool", "put",
                Harness.tool(
                    "put",
                    [
                        "readBack": [
                            "arguments": ["n": "/n"], "nothingHappened": [["equals": false, "path": "/isError"]],
                            "tool": .string(gate.tool),
                        ]
                    ]))
            let doubtful = try CallSubject.resolve(
                agent: "bot", tool: "git/put", input: BoundInput(sent: .object(Self.input)),
                in: try await harness.services.catalog.scope(organization: "acme", environment: "dev"))
            try await gate.arrange(scene)
            let run = try #require(try await harness.runs(batch).first)
            let context = try await harness.services.contexts.context(of: batch)
            let question = ReadBackCall(
                services: harness.services, context: context, run: run, attempt: 2, control: RunControl(), retry: nil)
            let scope = try await harness.services.catalog.scope(organization: "acme", environment: "dev")
            let answer: Answer
            do {
                let found = try await question.ask(
                    try #require(doubtful.declaration?.readBack), about: doubtful, in: scope,
                    deadlines: context.deadlines(of: run, now: harness.clock.now))
                guard case .nothingHappened = found else { throw Unexpected("\(found)") }
                answer = .passes
            } catch let refusal as GateRefusal {
                answer = .refuses(try Self.asked(refusal))
            }
            return answer
        }
    }

    /// The refusal of the question itself, out of the words that its run keeps: `read-back git/echo (stage, reason): ..`.
    private static func asked(_ refusal: GateRefusal) throws -> Refusal {
        guard refusal.stage == .readBack else {
            return Refusal(stage: refusal.stage, reason: refusal.reason, status: refusal.status)
        }
        let words = refusal.message.prefix { $0 != ")" }.split(separator: "(").last?.split(separator: ",").first
        let stage = try #require(words.flatMap { GateStage(rawValue: String($0)) }, "\(refusal.message)")
        return Refusal(stage: stage, reason: refusal.reason, status: refusal.status)
    }

    private func preview(_ gate: Case) async throws -> Answer {
        try await inScene(spec(gate.tool)) { scene, batch in
            try await gate.arrange(scene)
            let preview = try #require(try await GatePreview(scene.harness.services).queued(batch: batch).first)
            guard let end = preview.end else {
                #expect(preview.verdict == .run, "\(preview.message ?? "")")
                return .passes
            }
            #expect(preview.verdict == (end == .denied ? .denied : .refused))
            return .refuses(
                Refusal(stage: try #require(preview.stage), reason: try #require(preview.reason), status: end))
        }
    }

    private func submission(_ gate: Case) async throws -> Answer {
        return try await Harness.with(tools: Self.tools) { harness in
            try await gate.arrange(Scene(harness: harness, run: nil))
            let result: SubmissionResult
            do {
                result = try await harness.submit(spec(gate.tool))
            } catch is ExecutionError {
                return .submitsNothing
            }
            let batch = result.batch
            let run = if let batch { try await harness.runs(batch.id).first } else { nil as RunRecord? }
            guard let run else { return .submitsNothing }
            guard run.state.status != .ready else { return .passes }
            return .refuses(Refusal(stage: .policy, reason: try #require(run.state.reason), status: run.state.status))
        }
    }

    private struct Unexpected: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    // MARK: The claims

    @Test(arguments: cases)
    func theAttemptAnswersAsTheCaseSays(_ gate: Case) async throws {
        #expect(try await attempt(gate) == gate.answer)
    }

    @Test(arguments: cases)
    func theReadBackAnswersAsTheAttempt(_ gate: Case) async throws {
        #expect(try await readBack(gate) == gate.answer)
    }

    @Test(arguments: cases)
    func thePreviewAnswersAsTheAttempt(_ gate: Case) async throws {
        #expect(try await preview(gate) == gate.answer)
    }

    @Test(arguments: cases)
    func theSubmissionAnswersAsTheAttemptOrDefers(_ gate: Case) async throws {
        #expect(try await submission(gate) == gate.submission)
    }

    @Test func theListIsInTheOrderOfTheStagesNames() {
        let stages = GateStages.all.compactMap { entry -> GateStage? in
            switch entry {
            case .check(let check): check.stage
            case .bindInput: nil
            case .approval: .approval
            case .readBack: .readBack
            }
        }
        let positions = stages.map { GateStage.allCases.firstIndex(of: $0) ?? 0 }
        #expect(positions == positions.sorted(), "\(stages)")
        #expect(Set(stages) == [.resolve, .connection, .policy, .input, .approval, .readBack])
    }
}
