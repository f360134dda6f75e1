import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct LauncherTests {
    @Test func theLauncherSetsLimits() async throws {
        let limits = ProcessLimits(cpuSeconds: 30, memoryBytes: 256 << 20, openFiles: 64)
        try await StandIn.withSession(withLauncher: true, limits: limits) { session, _ async throws in
            let facts = try #require(try await session.callTool("process").structuredContent)
            #expect(facts["cpu"] == [30, 32])
            #expect(facts["data"] == [268_435_456, 268_435_456])
            #expect(facts["files"] == [64, 64])
            #expect(facts["core"] == [0, 0])
            #expect(try await session.callTool("allocate", arguments: ["bytes": 1_000_000]).text == "got 1000000")
            #expect(try await session.callTool("allocate", arguments: ["bytes": 400_000_000]).isError)
        }
    }

    @Test func aCommandThatCannotBeExecutedIsNotFoundAlsoBehindTheLauncher() async throws {
        try await TestFolder.with { folder in
            let file = folder + "/command"
            try TestFolder.write(Array("#!/no/such/interpreter\n".utf8), to: file)
            chmod(file, 0o755)
            for launcher in [nil, StandIn.probe] {
                let launch = StdioLaunch(command: [file], launcherPath: launcher)
                let error = await errorOf {
                    try await MCPSession.open(try await ChildProcess.spawn(launch), options: SessionOptions().patient)
                }
                #expect(error?.code == .commandNotFound)
            }
        }
    }
}
