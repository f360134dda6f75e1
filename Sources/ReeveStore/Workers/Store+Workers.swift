package import ReeveJSON

extension Store {
    /// Registers a worker, in one transaction. Safe to repeat: a second call replaces the row.
    package func register(_ worker: Worker) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.upsert(worker) }
    }

    /// Notes that a worker lives, in one transaction. Returns false, and writes nothing, where it is not registered.
    package func heartbeat(worker name: String, now: Timestamp) async throws(StoreError) -> Bool {
        try await write { rows throws(StoreError) in
            guard var worker = try rows.workers().first(where: { $0.name == name }) else { return false }
            worker.lastSeenAt = now
            try rows.upsert(worker)
            return true
        }
    }

    /// All registered workers, sorted by name. Workers that were killed are among them until somebody unregisters them.
    package func workers() async throws(StoreError) -> [Worker] {
        try await read { rows throws(StoreError) in try rows.workers() }
    }

    /// Removes a worker, in one transaction. Safe to repeat. Runs that the worker holds keep their leases.
    package func unregister(worker name: String) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.deleteWorker(name) }
    }

    /// Notes the process group of a server, in one transaction. When this returns, the next start on the host will find
    /// it.
    package func record(_ group: ServerProcess) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.upsert(group) }
    }

    /// Removes the note of a process group, in one transaction. Safe to repeat. Call it when no process of the group
    /// lives.
    package func forget(_ group: ServerProcess) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            try rows.deleteProcessGroup(host: group.host, bootID: group.bootID, groupID: group.groupID)
        }
    }

    /// The noted process groups of a host, sorted by the time of their start.
    package func processGroups(host: String) async throws(StoreError) -> [ServerProcess] {
        try await read { rows throws(StoreError) in try rows.processGroups(host: host) }
    }
}
