package import ReeveJSON
package import ReeveMCP
package import ReeveModel
package import ReeveRedaction
package import ReeveStore

/// The tools that a server lists at the start of a batch: asked once for each batch and connection, and
/// kept with the batch for all workers.
package actor ToolListings {
    private struct Key: Hashable {
        let batch: ULID
        let connection: String
    }

    private let store: any Store
    private var known: [Key: [String: ContentDigest]] = [:]
    private var asking: [Key: Task<[String: ContentDigest], any Error>] = [:]
    private static let knownMax = 1_024

    package init(store: any Store) { self.store = store }

    /// The digests of the definitions by tool, as the server gave them.
    ///
    /// - Throws: ``MCPError``, ``StoreError``.
    ///
    /// - Parameter redactor: knows what the connection keeps secret; see ``SyncPlan``.
    package func digests(
        batch: ULID, connection: PooledConnection, pool: SessionPool, redactor: Redactor,
        deadline: ContinuousClock.Instant
    ) async throws -> [String: ContentDigest] {
        let key = Key(batch: batch, connection: connection.key)
        if let found = known[key] { return found }
        if let task = asking[key] { return try await task.value }
        // A task of its own: the first run that asks may be cancelled, the others still want the answer.
        let task = Task { [store] in
            let storeKey = "execution.listing.\(batch).\(connection.key)"
            if let text = try await store.value(forKey: storeKey) { return ToolListings.parse(text) }
            let tools = try await pool.withSession(for: connection, deadline: deadline) { session in
                try await session.listTools(deadline: deadline)
            }
            var digests: [String: ContentDigest] = [:]
            for tool in redactor.redact(tools) { digests[tool.name] = ToolFingerprint(tool.definition).digest }
            let members = digests.map { JSONObject.Member(key: $0.key, value: .string($0.value.description)) }
            try await store.setValue(JSONValue.object(JSONObject(members)).canonicalText, forKey: storeKey)
            return digests
        }
        asking[key] = task
        defer { asking[key] = nil }
        let found = try await task.value
        if known.count >= ToolListings.knownMax { known.removeAll() }
        known[key] = found
        return found
    }

    private static func parse(_ text: String) -> [String: ContentDigest] {
        var digests: [String: ContentDigest] = [:]
        for member in (try? JSONParser.parse(text))?.object ?? [:] {
            digests[member.key] = member.value.string.flatMap { ContentDigest($0) }
        }
        return digests
    }
}
