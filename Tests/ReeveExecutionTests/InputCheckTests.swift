import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@Suite struct InputCheckTests {
    @Test func inputMustPassTheServersSchemaAndTheDeclarations() async throws {
        let tool: JSONValue = [
            "name": "echo",
            "inputSchema": ["properties": ["n": ["type": "integer"]], "required": ["n"], "type": "object"],
        ]
        try await Harness.with(tools: [tool]) { harness in
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .inputInvalid, stage: .input, event: .runRefused)
            try await harness.put(
                "Tool", "echo", Harness.tool("echo", ["inputSchema": ["properties": ["n": ["maximum": 3]]]]))
            let run = try await harness.runOne(Harness.item(input: ["n": 4]))
            #expect(run.state.reason == .inputInvalid)
            #expect(try await harness.runOne(Harness.item(input: ["n": 3])).state.status == .succeeded)
        }
    }

    @Test func coerceTurnsTextIntoWhatTheSchemaAsksForAndPolicySeesThat() async throws {
        let tool: JSONValue = [
            "name": "echo",
            "inputSchema": [
                "properties": [
                    "b": ["type": "boolean"], "n": ["type": "integer"], "s": ["type": "string"],
                    "x": ["type": "number"],
                ], "type": "object",
            ],
        ]
        try await Harness.with(tools: [tool]) { harness in
            try await harness.put("Tool", "echo", Harness.tool("echo", ["coerce": true]))
            try await harness.put("Policy", "all", Harness.policy(conditions: ["arguments": ["/n": ["max": 5]]]))
            let run = try await harness.runOne(Harness.item(input: ["b": "true", "n": "5", "s": "5", "x": "1.5"]))
            #expect(run.state.status == .succeeded, "\(run.state.errorText ?? "")")
            #expect(
                harness.server.calls == [["b": true, "n": 5, "s": "5", "x": .number(try #require(JSONNumber("1.5")))]])
            #expect(try await harness.runOne(Harness.item(input: ["n": "6"])).state.status == .denied)
            #expect(
                try await harness.runOne(Harness.item(input: ["b": "maybe", "n": "1"])).state.reason == .inputInvalid)
        }
    }
}
