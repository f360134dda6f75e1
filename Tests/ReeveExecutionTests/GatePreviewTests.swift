import ReeveExecution
import ReeveJSON
import ReeveModel
import ReevePolicy
import ReeveStore
import TestSupport
import Testing

@Suite struct GatePreviewTests {
    private func previews(_ harness: Harness, _ items: [JSONValue]) async throws -> [RunPreview] {
        let batch = try #require(try await harness.submit(Harness.spec(items)).batch)
        return try await GatePreview(harness.services).queued(batch: batch.id)
    }

    private static let second: JSONObject = ["needs": [["if": "succeeded", "item": "a"]]]

    @Test func aRunThatWouldBeCalledShowsItsRulesAndLimits() async throws {
        try await Harness.with { harness in
            let preview = try #require(try await previews(harness, [Harness.item()]).first)
            #expect(preview.verdict == .run && !preview.isFailure && !preview.isInputOpen)
            #expect(preview.rules.map(\.rule) == ["rule"] && preview.limits == ["default"])
            #expect(preview.openConditions.isEmpty)
            // Nothing was written, and no server was asked.
            #expect(try await harness.steps(preview.run).isEmpty && harness.server.calls.isEmpty)
        }
    }

    @Test func whatIsNotDueWaits() async throws {
        try await Harness.with { harness in
            let later = harness.clock.now.advanced(by: .seconds(3_600))
            let preview = try #require(
                try await previews(harness, [Harness.item("a", ["notBefore": .string(later.description)])]).first)
            #expect(preview.verdict == .wait && preview.message == "not before \(later)")
        }
    }

    @Test func whoNeedsARefusedRunIsSkipped() async throws {
        try await Harness.with { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["enabled": false]))
            let previews = try await previews(harness, [Harness.item("a"), Harness.item("b", Self.second)])
            #expect(previews.map(\.verdict) == [.refused, .skipped])
            #expect(previews[0].reason == .toolDisabled && previews[1].cause == previews[0].run.id)
        }
    }

    @Test func theInputOfAnEarlierRunIsOpenAndItsConditionsToo() async throws {
        try await Harness.with { harness in
            try await harness.put(
                "Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["present": false]]]))
            let input: JSONValue = ["n": ["fromItem": "a", "path": "/content/0/text"]]
            let preview = try #require(
                try await previews(harness, [Harness.item("a"), Harness.item("b", input: input, Self.second)]).last)
            #expect(preview.verdict == .run && preview.isInputOpen)
            #expect(preview.openConditions == [.arguments])
        }
    }

    @Test func theInputOfARefusedRunKeepsTheRuleThatAllowedIt() async throws {
        try await Harness.with { harness in
            try await harness.put(
                "Tool", "echo", Harness.tool("echo", ["inputSchema": ["required": ["n"], "type": "object"]]))
            let preview = try #require(try await previews(harness, [Harness.item()]).first)
            #expect(preview.verdict == .refused && preview.stage == .input && preview.isFailure)
            #expect(preview.rules.map(\.rule) == ["rule"])
        }
    }

    @Test func aPreviewSaysWhoseApprovalACallWouldWaitFor() async throws {
        try await Harness.withApprovals { harness in
            let batch = try #require(try await harness.submit(Harness.spec([Harness.item()])).batch)
            let before = try #require(try await GatePreview(harness.services).queued(batch: batch.id).first)
            #expect(before.verdict == .wait && before.stage == .approval && !before.isFailure)
            #expect(before.message == "it would wait for an approval by user:ben")
            try await harness.work()
            try await harness.approve(try #require(try await harness.runs(batch.id).first))
            let after = try #require(try await GatePreview(harness.services).queued(batch: batch.id).first)
            #expect(after.verdict == .run, "\(after.message ?? "")")
        }
    }
}
