package import ReeveJSON

extension Store {
    /// Registers a worker, or says that it is still there.
    package func register(_ worker: Worker) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.upsert(worker) }
    }

    /// Says that a worker is there; false where it was not registered.
    package func heartbeat(worker name: String, now: Timestamp) async throws(StoreError) -> Bool {
        try await write { rows throws(StoreError) in
            guard var worker = try rows.workers().first(where: { $0.name == name }) else { return false }
            worker.lastSeenAt = now
            try rows.upsert(worker)
            return true
        }
    }

    /// Sorted by name; workers that were killed are among them.
    package func workers() async throws(StoreError) -> [Worker] {
        try await read { rows throws(StoreError) in try rows.workers() }
    }

    /// Safe to repeat. The runs that the worker holds keep their leases.
    package func unregister(worker name: String) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.deleteWorker(name) }
    }

    /// Durable when it returns, so that the next start on the host finds the processes.
    package func record(_ group: ServerProcess) async throws(StoreError) {
        try await write { rows throws(StoreError) in try rows.upsert(group) }
    }

    /// Safe to repeat; to be called when nothing of the group lives.
    package func forget(_ group: ServerProcess) async throws(StoreError) {
        try await write { rows throws(StoreError) in
            try rows.deleteProcessGroup(host: group.host, bootID: group.bootID, groupID: group.groupID)
        }
    }

    /// Sorted by start.
    package func processGroups(host: String) async throws(StoreError) -> [ServerProcess] {
        try await read { rows throws(StoreError) in try rows.processGroups(host: host) }
    }
}
