import ReeveAudit
import ReeveCommands
import ReeveExecution
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct ExplainTests {
    /// Names that renderers print, from the types that hold them.
    private static let printed: [(what: String, words: [String])] = [
        ("run status", RunStatus.allCases.map(\.rawValue)), ("batch status", BatchStatus.allCases.map(\.rawValue)),
        ("stop reason", BatchStopReason.allCases.map(\.rawValue)),
        ("need", RunNeed.Condition.allCases.map(\.rawValue)),
        ("attempt", RunAttempt.Outcome.allCases.map(\.rawValue)), ("step", RunStep.Kind.allCases.map(\.rawValue)),
        ("stage", GateStage.allCases.map(\.rawValue)), ("preview", RunPreview.Verdict.allCases.map(\.rawValue)),
        ("tool status", ToolDefinition.Status.allCases.map(\.rawValue)),
        ("connection", ConnectionStatus.Health.allCases.map(\.rawValue)),
        ("verdict", ["text-only", "additive", "breaking", "annotation turned dangerous"]),
        ("risk", ChangeRisk.allCases.map(\.rawValue)),
        ("action", PlannedAction.allCases.map(\.rawValue)),
        ("finding", AuditFinding.Kind.allCases.map(\.name)),
        ("idea", ["pin", "cell", "gate", "drift", "generation", "parked", "trifecta", "effect-id", "revision"]),
        ("binding", ["fromMatrix", "fromItem", "fromFire", "fromEnv", "fromFile", "fromVar"]),
        ("test", WordCatalog.argumentTests.map(\.name)),
    ]

    @Test func everyWordThatCommandsPrintIsExplained() {
        for (what, words) in Self.printed {
            #expect(!words.isEmpty, "no word of \(what)")
            for word in words { #expect(!WordCatalog.entries(word).isEmpty, "\(what) '\(word)' is not in WordCatalog") }
        }
    }

    @Test func aWordStandsOnceInItsGroup() {
        let keys = WordCatalog.all.map { "\($0.group.rawValue)/\($0.word)" }
        #expect(Set(keys).count == keys.count && keys.count > 90)
        for group in WordCatalog.Group.allCases { #expect(WordCatalog.all.contains { $0.group == group }) }
    }

    @Test(
        arguments: [
            ("fromItem", "JSON Pointer into the result"), ("fromMatrix", "Example: input:"), ("fromEnv", "default"),
            ("drift", "last applied"), ("awaiting-approval", "parked"), ("launch-changed", "starts the server"),
            ("hostIn", "Example: /url:"), ("retry", "connection.failed"), ("batch.retry", "connection.failed"),
            ("batch.retry", "attempts"), ("limit", LimitSpec.defaultWords), ("agent", LimitSpec.defaultWords),
            ("tool", LimitSpec.defaultWords), ("default-limit", LimitSpec.defaultWords),
            ("limit.scope.tool", "default limit"), ("organization", "`spec` may be left out"),
            ("project", "`spec` may be left out"), ("tool.inputSchema", "`schema.unusable`"),
            ("tool.inputSchema", "Example: {"), ("stale", "Tools and servers"), ("policy.denied", "help:"),
        ]) func explainKnows(_ word: String, _ part: String) async throws
    {
        let result = try await TestProject().expect(0, "explain", word)
        #expect(result.output.contains(part), "\(result.all)")
    }

    @Test(arguments: [("drfit", "drift"), ("fromitem", ""), ("Agnet", "Agent"), ("vanishd", "vanished")])
    func aWordThatIsNotThereGetsTheNearest(_ word: String, _ nearest: String) async throws {
        let result = try await TestProject().reeve("explain", word)
        #expect(
            nearest.isEmpty ? result.status == 0 : result.error.contains("did you mean '\(nearest)'?"), "\(result.all)")
    }
}
