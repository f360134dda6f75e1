internal import ReeveJSON
package import ReeveMCP
internal import ReeveModel
package import ReeveStore
internal import Synchronization

/// Notes the process groups of servers in the store. When a process of reeve is killed, the next one that starts
/// servers on this host finds the notes and ends the groups that were left behind.
package final class ProcessLedger: Sendable {
    private let store: any Store
    private let clock: any ExecutionClock
    private let host: String
    private let worker: String
    /// The note that is being written. Each note waits for the one before it, so that an end never comes before its
    /// start.
    private let last = Mutex<Task<Void, Never>?>(nil)

    package init(store: any Store, clock: any ExecutionClock, host: String, worker: String) {
        self.store = store
        self.clock = clock
        self.host = host
        self.worker = worker
    }

    /// - Parameter connection: the path of the Connection.
    package func hooks(connection: String) -> ChildProcess.Hooks {
        ChildProcess.Hooks(
            processStarted: { [self] group async throws(MCPError) in
                // A process is noted before anything is sent to it, so that the next start always knows of it.
                try await record(row(group, connection: connection))
            },
            processEnded: { [self] group in
                let row = row(group, connection: connection)
                // A row that cannot be removed names a process that is gone: the next start drops it.
                note { [store] in try? await store.forget(row) }
            })
    }

    /// Writes the row, and returns when it is written.
    ///
    /// - Throws: `spawnFailed` where the row cannot be written; `cancelled` where the caller's task is cancelled. The
    ///   row may be written in both cases. It is removed when the process ends.
    private func record(_ row: ServerProcess) async throws(MCPError) {
        let (results, result) = AsyncStream.makeStream(of: Result<Void, StoreError>.self)
        note { [store] in
            do throws(StoreError) {
                try await store.record(row)
                result.yield(.success(()))
            } catch {
                result.yield(.failure(error))
            }
            result.finish()
        }
        // The stream ends early where the task is cancelled. The write goes on.
        for await result in results {
            do throws(StoreError) {
                return try result.get()
            } catch {
                throw MCPError(.spawnFailed, "the server was ended, as its process could not be noted: \(error)")
            }
        }
        throw MCPError(.cancelled, "the server was ended, as its start was cancelled")
    }

    /// Ends the servers that killed processes of this host left behind. Call it before the first server is started.
    /// Safe to repeat.
    ///
    /// - Returns: the number of groups that were ended.
    package func reap() async throws(ExecutionError) -> Int {
        do throws(StoreError) {
            var ended = 0
            let bootID = ProcessGroup.bootID
            let host = host
            // The groups are read first, then the workers. A worker is registered before its first server starts, so a
            // worker that starts between the two reads is never taken for gone.
            let groups = try await store.processGroups(host: host)
            let alive = Set(
                try await store.workers().filter { $0.host == host && !$0.hasNoProcess(host: host, bootID: bootID) }
                    .map(\.name))
            for group in groups where !alive.contains(group.worker) {
                // After a reboot the old processes are gone, and their ids may belong to others.
                if group.bootID == bootID,
                    await BlockingThread.run({
                        OrphanReaper.end(pgid: group.groupID, startTime: UInt64(clamping: group.startTicks))
                    })
                {
                    ended += 1
                }
                try await store.forget(group)
            }
            return ended
        } catch {
            throw ExecutionError(error)
        }
    }

    /// Returns when every note so far is written.
    package func flush() async { await last.withLock { $0 }?.value }

    private func row(_ group: ProcessGroup, connection: String) -> ServerProcess {
        ServerProcess(
            host: host, bootID: ProcessGroup.bootID, groupID: group.pgid,
            startTicks: Int64(clamping: group.startTime), connection: connection, worker: worker,
            startedAt: clock.now)
    }

    private func note(_ write: @escaping @Sendable () async -> Void) {
        last.withLock { last in
            let before = last
            last = Task {
                await before?.value
                await write()
            }
        }
    }
}
