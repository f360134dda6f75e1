import Foundation
import ReeveJSON
import ReeveMCP
import ReeveModel
import ReeveStore
import Synchronization
import Testing

@testable import ReeveExecution

/// No server is used that a later start would not find.
@Suite struct ProcessLedgerTests {
    /// Reads its input and answers nothing.
    private static let command = "/bin/cat"

    private func ledger(_ store: any Store, _ harness: Harness) -> ProcessLedger {
        ProcessLedger(store: store, clock: harness.clock, host: "here", worker: "w1")
    }

    @Test func aServerWhoseProcessCannotBeNotedIsEndedAndTheAttemptFails() async throws {
        try await Harness.with { harness in
            let full = HookedStore(
                base: harness.store, beforeWrite: { () throws(StoreError) in throw StoreError(.full) })
            let events = Mutex<[ServerEvent]>([])
            let services = ExecutionServices(
                store: harness.store, clock: harness.clock, pool: SessionPool(teardown: .immediate),
                catalog: ScopeCatalog(store: harness.store), secrets: harness.services.secrets,
                connections: ConnectionLauncher(
                    secrets: harness.services.secrets, environment: [:], projectRoot: harness.folder.path(),
                    launcherPath: nil, ledger: ledger(full, harness),
                    onServer: { event in events.withLock { $0.append(event) } }))
            try await harness.put(
                "Connection", "git", Harness.connection(["command": [.string(Self.command)], "protocol": "legacy"]))
            let outcome = try await DirectCall(services, options: harness.options).call(
                DirectCall.Request(
                    organization: "acme", environment: "dev", agent: "bot",
                    tool: ToolAddress(connection: "git", tool: "echo"), input: [:], requester: "user:anna"))
            guard case .ran(_, status: let status, reason: let reason, message: let message, _) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(status == .failed && reason == .connectionFailed)
            #expect(message?.contains("could not be noted") == true, "\(message ?? "")")
            let seen = events.withLock { $0 }
            guard case .started(_, let process)? = seen.first else {
                Issue.record("no server was started")
                return
            }
            #expect(
                seen == [
                    .started("acme/dev/Connection/git", process: process),
                    .ended("acme/dev/Connection/git", process: process),
                ])
            #expect(kill(process, 0) != 0)
            await services.pool.shutdown(grace: .immediate)
        }
    }

    @Test(.timeLimit(.minutes(15))) func aCancelledStartDoesNotWaitForItsNote() async throws {
        try await Harness.with { harness async throws in
            let (begun, isBegun) = AsyncStream.makeStream(of: Void.self)
            let (released, release) = AsyncStream.makeStream(of: Void.self)
            let slow = HookedStore(
                base: harness.store,
                beforeWrite: { () throws(StoreError) in
                    isBegun.yield()
                    for await _ in released {}
                })
            let ledger = ledger(slow, harness)
            let ended = Mutex<[Int32]>([])
            var hooks = ledger.hooks(connection: "acme/dev/Connection/git")
            hooks.processEnded = { [forget = hooks.processEnded] group in
                ended.withLock { $0.append(group.pgid) }
                forget(group)
            }
            let start = Task { [hooks] in
                try await ChildProcess.spawn(StdioLaunch(command: [Self.command], launcherPath: nil), hooks: hooks)
            }
            for await _ in begun { break }
            start.cancel()
            // Where the wait cannot be cancelled, the time limit lets it end.
            let error = await withTaskCancellationHandler {
                await #expect(throws: MCPError.self) { try await start.value }
            } onCancel: {
                release.finish()
            }
            #expect(error?.code == .cancelled)
            let groups = ended.withLock { $0 }
            #expect(groups.count == 1 && groups.allSatisfy { kill($0, 0) != 0 })
            // What was on its way is written, and taken away again after it.
            release.finish()
            await ledger.flush()
            #expect(try await harness.store.processGroups(host: "here").isEmpty)
        }
    }
}
