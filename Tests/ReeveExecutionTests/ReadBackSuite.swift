import ReeveAudit
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@testable import ReeveExecution

/// `put` has an effect and loses its connection as often as told; `find` is its read-back.
protocol ReadBackSuite {}

extension ReadBackSuite {
    static var tools: [JSONValue] {
        ["put", "find"].map { ["name": .string($0), "description": "", "inputSchema": ["type": "object"]] }
    }

    static var readBack: JSONObject {
        [
            "tool": "git/find",
            "arguments": [
                "reference": "/ref", "limit": ["value": 1], "region": ["input": "/region", "optional": true],
            ],
            "nothingHappened": [["path": "/content/0/text", "equals": "no"]],
        ]
    }

    /// - Parameter happened: what `find` says.
    func withHarness<R>(
        happened: Bool = false, readBack: JSONObject? = Self.readBack, tool more: JSONObject = [:],
        find: @escaping @Sendable () -> JSONValue? = { nil }, _ body: (Harness) async throws -> R
    ) async throws -> R {
        return try await Harness.with(
            tools: Self.tools,
            answer: { arguments in
                guard arguments["reference"] != nil else { return FakeServer.text("put") }
                return find() ?? FakeServer.text(happened ? "yes" : "no")
            }
        ) { harness in
            var spec = Harness.tool("put", more)
            if let readBack { spec["readBack"] = .object(readBack) }
            try await harness.put("Tool", "put", spec)
            return try await body(harness)
        }
    }

    static func spec(_ more: JSONObject = [:], item: JSONObject = [:]) -> JSONValue {
        Harness.spec([Harness.item("a", input: ["ref": "r-1"], item, toolRun: ["tool": "git/put"])], more)
    }

    /// Works until the first call has lost its connection, then the server is well again.
    func loseOnce(_ harness: Harness, _ spec: JSONValue = Self.spec()) async throws -> ULID {
        harness.server.state.withLock { $0.crashing = ["put"] }
        let batch = try #require(try await harness.submit(spec).batch)
        let loop = RunLoop(
            harness.services, options: harness.options,
            onEvent: { event in
                if case .postponed = event { harness.server.state.withLock { $0.crashing = [] } }
            })
        _ = try await loop.run()
        return batch.id
    }

    /// One attempt at what is due, without a worker around it.
    func attempt(_ harness: Harness) async throws {
        harness.clock.advance(by: .seconds(600))
        let claimed = try #require(
            try await harness.store.claimRuns(RunClaim(worker: "w0", limit: 1, now: harness.clock.now)).first)
        _ = await ToolRunExecutor(harness.services).execute(claimed, control: RunControl())
    }

    /// A batch whose run is in doubt and waits for its second attempt; the server still loses its calls.
    func loseFirstAttempt(_ harness: Harness) async throws -> ULID {
        harness.server.state.withLock { $0.crashing = ["put"] }
        let batch = try #require(try await harness.submit(Self.spec()).batch)
        try await attempt(harness)
        return batch.id
    }

    func run(_ harness: Harness, _ spec: JSONValue = Self.spec()) async throws -> RunRecord {
        try #require(try await harness.runs(try await loseOnce(harness, spec)).first)
    }
}
