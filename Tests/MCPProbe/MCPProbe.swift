import Glibc
import ReeveJSON
import ReeveMCP

/// A program around the MCP client, for its tests.
///
///     MCPProbe __launch ...                        the launcher mode
///     MCPProbe orphan COMMAND...                   starts a server and waits to be killed
@main struct MCPProbe {
    static func main() async { await start() }

    /// On a thread of the shared pool, which blocks most signals, as in reeve itself.
    private nonisolated static func start() async {
        Launcher.runIfRequested()
        let arguments = CommandLine.arguments.dropFirst()
        do {
            switch arguments.first {
            case "orphan": try await orphan(Array(arguments.dropFirst()))
            default: exit(64)
            }
        } catch {
            print("failed: \(error)")
            exit(1)
        }
    }

    /// Prints the group, the start time of its leader and a grandchild's number, then sleeps.
    private static func orphan(_ command: [String]) async throws {
        let process = try await ChildProcess.spawn(StdioLaunch(command: command))
        let session = try await MCPSession.open(process)
        let grandchild = try await session.callTool("grandchild").structuredContent?["pid"]?.int ?? 0
        let line = "\(process.group.pgid) \(process.group.startTime) \(grandchild)\n"
        line.utf8.withContiguousStorageIfAvailable { _ = write(1, $0.baseAddress, $0.count) }
        try await Task.sleep(for: .seconds(600))
    }
}
