internal import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

extension InMemoryRows {
    func auditHead() -> AuditLogHead { tables.auditHead }

    @discardableResult
    func append(_ events: [AuditEvent]) -> [StoredAuditEntry] {
        events.map { event in
            var event = event
            if event.id.isEmpty { event.id = nextID(event.time).text }
            let entry = tables.auditHead.append(event)
            let stored = StoredAuditEntry(sequence: entry.sequence, bytes: entry.bytes, leafHash: entry.leafHash)
            tables.entries.append(stored)
            tables.events.append(event)
            return stored
        }
    }

    func auditEntries(from sequence: Int64, limit: Int) -> [StoredAuditEntry] {
        Array(tables.entries.dropFirst(Int(max(0, sequence))).prefix(limit))
    }

    func auditLeaves(from sequence: Int64, limit: Int) -> [MerkleHash] {
        auditEntries(from: sequence, limit: limit).map(\.leafHash)
    }

    func auditEntries(_ filter: AuditFilter, before: Int64?, limit: Int) -> Page<StoredAuditEntry> {
        let found = zip(tables.entries, tables.events).filter { entry, event in
            filter.matches(event) && before.map { entry.sequence < $0 } ?? true
        }
        return Page(found.reversed().map(\.0), limit: limit)
    }

    func auditEntry(id: String) -> StoredAuditEntry? {
        tables.events.firstIndex { $0.id == id }.map { tables.entries[$0] }
    }

    func append(_ checkpoint: CheckpointRecord, head: AuditLogHead) {
        tables.checkpoints.removeAll { $0.size == checkpoint.size }
        tables.checkpoints.append(checkpoint)
        tables.auditHead = head
    }

    func checkpoints(fromSize: Int64, limit: Int) -> [CheckpointRecord] {
        Array(tables.checkpoints.filter { $0.size >= fromSize }.prefix(limit))
    }

    func lastCheckpoint() -> CheckpointRecord? { tables.checkpoints.last }
}

// MARK: Tools, workers, limits

extension InMemoryRows {
    func toolDefinitions(_ filter: ToolFilter) -> [ToolDefinition] {
        tables.toolDefinitions.values.filter { filter.matches($0) }.sorted { left, right in
            let a = [left.organization, left.environment, left.connection, left.tool]
            let b = [right.organization, right.environment, right.connection, right.tool]
            return a == b ? left.id > right.id : a.lexicographicallyPrecedes(b)
        }
    }

    func toolDefinition(id: ULID) -> ToolDefinition? { tables.toolDefinitions[id] }

    func upsert(_ definition: ToolDefinition) throws(StoreError) {
        if var old = tables.toolDefinitions[definition.id] {
            old.status = definition.status
            old.isCurrent = definition.isCurrent
            old.syncedAt = definition.syncedAt
            tables.toolDefinitions[definition.id] = old
            return
        }
        let others = toolDefinitions(
            ToolFilter(
                organization: definition.organization, environment: definition.environment,
                connection: definition.connection, tool: definition.tool, currentOnly: false))
        guard !others.contains(where: { $0.version == definition.version || $0.isCurrent && definition.isCurrent })
        else { throw StoreError(.invalidRequest, "a version of \(definition.address) exists") }
        tables.toolDefinitions[definition.id] = definition
    }

    func connectionStatus(organization: String, environment: String, connection: String) -> ConnectionStatus? {
        tables.connectionStatuses[
            .init(organization: organization, environment: environment, connection: connection)]
    }

    func connectionStatuses(organization: String?) -> [ConnectionStatus] {
        tables.connectionStatuses.values.filter { organization == nil || $0.organization == organization }.sorted {
            ($0.organization, $0.environment, $0.connection) < ($1.organization, $1.environment, $1.connection)
        }
    }

    func upsert(_ status: ConnectionStatus) {
        let name = InMemoryTables.ConnectionName(
            organization: status.organization, environment: status.environment, connection: status.connection)
        tables.connectionStatuses[name] = status
    }

    func workers() -> [Worker] { tables.workers.values.sorted { $0.name < $1.name } }
    func upsert(_ worker: Worker) { tables.workers[worker.name] = worker }
    func deleteWorker(_ name: String) { tables.workers[name] = nil }

    func processGroups(host: String) -> [ServerProcess] {
        tables.processGroups.values.filter { $0.host == host }.sorted {
            ($0.startedAt, $0.groupID) < ($1.startedAt, $1.groupID)
        }
    }

    func upsert(_ group: ServerProcess) {
        tables.processGroups[.init(host: group.host, bootID: group.bootID, groupID: group.groupID)] = group
    }

    func deleteProcessGroup(host: String, bootID: String, groupID: Int32) {
        tables.processGroups[.init(host: host, bootID: bootID, groupID: groupID)] = nil
    }

    func limiterBucket(_ key: String) -> LimiterBucket? { tables.buckets[key] }
    func upsert(_ bucket: LimiterBucket) { tables.buckets[bucket.key] = bucket }
    func payload(_ digest: ContentDigest) -> [UInt8]? { tables.payloads[digest] }

    func insertPayload(_ bytes: [UInt8], digest: ContentDigest, now: Timestamp) {
        if tables.payloads[digest] == nil { tables.payloads[digest] = bytes }
    }
}

extension ToolFilter {
    fileprivate func matches(_ definition: ToolDefinition) -> Bool {
        if let organization, definition.organization != organization { return false }
        if let environment, definition.environment != environment { return false }
        if let connection, definition.connection != connection { return false }
        if let tool, definition.tool != tool { return false }
        return !currentOnly || definition.isCurrent
    }
}
