import ReeveAudit
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

@Suite struct PinCheckTests {
    @Test func toolsThatVanishedAreNotCalled() async throws {
        try await Harness.with { harness in
            harness.server.state.withLock { $0.tools = [] }
            try await harness.sync(allowsEmpty: true)
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .toolMissing, stage: .connection, event: .runRefused)
        }
    }

    @Test func anotherDigestThanThePinIsRefused() async throws {
        try await Harness.with { harness in
            try await harness.pin("git/echo", ContentDigest.of("other".utf8))
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .pinMismatch, stage: .connection, event: .runRefused)
        }
    }

    @Test func anotherLaunchThanThePinIsRefused() async throws {
        try await Harness.with { harness in
            try await harness.pin("git", ContentDigest.of("other".utf8))
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .pinMismatch, stage: .connection, event: .runRefused)
        }
    }

    @Test func anotherVersionThanAskedForIsRefused() async throws {
        try await Harness.with { harness in
            let run = try await harness.runOne(Harness.item(toolRun: ["tool": "git/echo@2.0.0"]))
            #expect(run.state.reason == .pinMismatch)
            let right = try await harness.runOne(Harness.item(toolRun: ["tool": "git/echo@1.0.0"]))
            #expect(right.state.status == .succeeded)
        }
    }

    @Test func whereAPinIsRequiredNothingRunsWithoutOne() async throws {
        try await Harness.with { harness in
            try await harness.requirePins()
            try await harness.expectRefusal(
                of: try await harness.runOne(), .failed, .pinMismatch, stage: .connection, event: .runRefused)
        }
    }
}
