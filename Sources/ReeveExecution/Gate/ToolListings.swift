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
    private var asking: [Key: Task<Void, Never>] = [:]
    private var waiters: [Key: [Int: CheckedContinuation<[String: ContentDigest], any Error>]] = [:]
    private var nextID = 0
    private static let knownMax = 1_024

    package init(store: any Store) { self.store = store }

    /// The digests of the definitions by tool, as the server gave them.
    ///
    /// Cancelling the task ends its own wait only.
    ///
    /// - Parameters:
    ///   - redactor: knows what the connection keeps secret; see ``SyncPlan``.
    ///   - timeout: of the question alone; the wait for a session has the demand's deadline.
    /// - Throws: ``MCPError``, ``StoreError``.
    package func digests(
        batch: ULID, demand: SessionDemand, pool: SessionPool, redactor: Redactor, timeout: Duration
    ) async throws -> [String: ContentDigest] {
        let key = Key(batch: batch, connection: demand.connection.key)
        if let found = known[key] { return found }
        if asking[key] == nil {
            // A task of its own: the first run that asks may be cancelled, the others still want the answer.
            asking[key] = Task { [store] in
                let answer: Result<[String: ContentDigest], any Error>
                do {
                    answer = .success(
                        try await ToolListings.ask(
                            batch, demand, pool: pool, redactor: redactor, timeout: timeout, store: store))
                } catch {
                    answer = .failure(error)
                }
                self.finish(key, answer)
            }
        }
        let number = nextID
        nextID += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiters[key, default: [:]][number] = continuation
                if Task.isCancelled { drop(number, of: key) }
            }
        } onCancel: {
            Task { await self.drop(number, of: key) }
        }
    }

    private static func ask(
        _ batch: ULID, _ demand: SessionDemand, pool: SessionPool, redactor: Redactor, timeout: Duration,
        store: any Store
    ) async throws -> [String: ContentDigest] {
        let storeKey = "execution.listing.\(batch).\(demand.connection.key)"
        if let text = try await store.value(forKey: storeKey) { return parse(text) }
        let tools = try await pool.withSession(demand) { session in
            try await session.listTools(deadline: pool.now.advanced(by: timeout))
        }
        var digests: [String: ContentDigest] = [:]
        let counts = Dictionary(tools.map { ($0.name, 1) }, uniquingKeysWith: +)
        // Of two tools of one name none is the pinned one.
        for tool in redactor.redact(tools) where counts[tool.name] == 1 {
            digests[tool.name] = ToolFingerprint(tool.definition).digest
        }
        let members = digests.map { JSONObject.Member(key: $0.key, value: .string($0.value.description)) }
        try await store.setValue(JSONValue.object(JSONObject(members)).canonicalText, forKey: storeKey)
        return digests
    }

    private func finish(_ key: Key, _ answer: Result<[String: ContentDigest], any Error>) {
        asking[key] = nil
        if case .success(let found) = answer {
            if known.count >= ToolListings.knownMax { known.removeAll() }
            known[key] = found
        }
        for continuation in waiters.removeValue(forKey: key)?.values.map(\.self) ?? [] {
            continuation.resume(with: answer)
        }
    }

    private func drop(_ number: Int, of key: Key) {
        waiters[key]?.removeValue(forKey: number)?.resume(
            throwing: MCPError(.cancelled, "the wait for the listing was cancelled"))
    }

    private static func parse(_ text: String) -> [String: ContentDigest] {
        var digests: [String: ContentDigest] = [:]
        for member in (try? JSONParser.parse(text))?.object ?? [:] {
            digests[member.key] = member.value.string.flatMap { ContentDigest($0) }
        }
        return digests
    }
}
