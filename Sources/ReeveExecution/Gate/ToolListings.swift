package import ReeveJSON
package import ReeveMCP
package import ReeveModel
package import ReeveRedaction
package import ReeveStore
internal import Synchronization

/// The tools that a server lists at the start of a batch. The server is asked once for each batch and connection. The
/// answer is kept with the batch, for all workers.
package actor ToolListings {
    private struct Key: Hashable {
        let batch: ULID
        let connection: String
    }

    /// One question to a server, and all callers who wait for its answer.
    private struct Question {
        /// The caller whose demand opens the session.
        let asker: Int
        let audience: Audience
        var waiters: [Int: CheckedContinuation<[String: ContentDigest], any Error>] = [:]
    }

    /// The listeners of one question. All of them hear what the question waits for, whichever caller has asked it.
    private final class Audience: Sendable {
        private struct State {
            var wait: SessionWait?
            var listeners: [Int: @Sendable (SessionWait) -> Void] = [:]
        }

        private let state = Mutex(State())

        /// Adds a listener, and tells it the present wait at once.
        func join(_ number: Int, _ listener: @escaping @Sendable (SessionWait) -> Void) {
            state.withLock { state in
                state.listeners[number] = listener
                if let wait = state.wait { listener(wait) }
            }
        }

        /// Removes a listener. It hears nothing afterwards.
        func leave(_ number: Int) { state.withLock { $0.listeners[number] = nil } }

        func tell(_ wait: SessionWait) {
            state.withLock { state in
                state.wait = wait
                // The listeners are called under the lock, so that none is called after it has left.
                for listener in state.listeners.values { listener(wait) }
            }
        }
    }

    private let store: any Store
    private var known: [Key: [String: ContentDigest]] = [:]
    private var asking: [Key: Question] = [:]
    private var nextID = 0
    private static let knownMax = 1_024

    package init(store: any Store) { self.store = store }

    /// The digests of the definitions that the server listed, by name of the tool.
    ///
    /// Cancelling the task ends only its own wait, not the question. Where the server cannot be started, each of the
    /// waiting callers gets that error once.
    ///
    /// - Parameters:
    ///   - demand: its `onWait` is told what the question waits for, also where another caller has asked it.
    ///   - redactor: knows what the connection keeps secret; see ``SyncPlan``.
    ///   - timeout: of the question alone; the wait for a session has the demand's deadline.
    /// - Throws: ``MCPError``, ``StoreError``.
    package func digests(
        batch: ULID, demand: SessionDemand, pool: SessionPool, redactor: Redactor, timeout: Duration
    ) async throws -> [String: ContentDigest] {
        let key = Key(batch: batch, connection: demand.connection.key)
        if let found = known[key] { return found }
        let number = nextID
        nextID += 1
        let audience = asking[key]?.audience ?? Audience()
        if asking[key] == nil {
            asking[key] = Question(asker: number, audience: audience)
            var shared = demand
            shared.onWait = { audience.tell($0) }
            // The question has a task of its own: where the run that asked first is cancelled, the others still want
            // the answer.
            Task { [store, shared] in
                let answer: Result<[String: ContentDigest], any Error>
                do {
                    answer = .success(
                        try await ToolListings.ask(
                            batch, shared, pool: pool, redactor: redactor, timeout: timeout, store: store))
                } catch {
                    answer = .failure(error)
                }
                self.finish(key, answer)
            }
        }
        audience.join(number, demand.onWait)
        defer { audience.leave(number) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                asking[key]?.waiters[number] = continuation
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
        // Where two tools share a name, neither is the pinned one.
        for tool in redactor.redact(tools) where counts[tool.name] == 1 {
            digests[tool.name] = ToolFingerprint(tool.definition).digest
        }
        let members = digests.map { JSONObject.Member(key: $0.key, value: .string($0.value.description)) }
        try await store.setValue(JSONValue.object(JSONObject(members)).canonicalText, forKey: storeKey)
        return digests
    }

    private func finish(_ key: Key, _ answer: Result<[String: ContentDigest], any Error>) {
        let question = asking.removeValue(forKey: key)
        if case .success(let found) = answer {
            if known.count >= ToolListings.knownMax { known.removeAll() }
            known[key] = found
        }
        for (number, continuation) in question?.waiters ?? [:] {
            guard number != question?.asker, case .failure(var error as MCPError) = answer else {
                continuation.resume(with: answer)
                continue
            }
            error.isShared = true
            continuation.resume(throwing: error)
        }
    }

    private func drop(_ number: Int, of key: Key) {
        asking[key]?.waiters.removeValue(forKey: number)?.resume(
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
