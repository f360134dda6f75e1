internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveScheduler

// What of a call goes through a recorder or a player: the listing, the start of the server, the call itself.
extension ServerCall {
    /// The refusal of a question that the recording does not have.
    static func refusal(_ miss: ReplayMiss, at stage: GateStage) -> GateRefusal {
        GateRefusal(
            stage, .replayMiss, miss.description, failure: AttemptFailure(.replayMiss, isPermanent: true))
    }

    /// The digest of the tool's definition as the server lists it; nil where it does not list the tool.
    ///
    /// - Throws: ``MCPError``, ``GateRefusal``, ``StoreError``.
    func listed(_ live: () async throws -> [String: ContentDigest]) async throws -> ContentDigest? {
        let tool = subject.address.tool
        guard let tape = services.tape else { return try await live()[tool] }
        do {
            return try await tape.exchange(
                .listing, with: subject.address.unversioned, request: ["tool": .string(tool)],
                encode: { (result: Result<ContentDigest?, any Error>) in
                    switch result {
                    case .success(let digest): .value(["digest": JSONValue(digest?.description)])
                    case .failure(let error): encode(error)
                    }
                },
                decode: { answer -> ContentDigest? in
                    switch answer {
                    case .value(let value): value["digest"]?.string.flatMap { ContentDigest($0) }
                    case .error(let error): throw RecordedServer.error(error)
                    }
                },
                live: { try await live()[tool] })
        } catch let miss as ReplayMiss {
            throw ServerCall.refusal(miss, at: .connection)
        }
    }

    /// The result of the call.
    ///
    /// - Throws: ``MCPError``, ``GateRefusal``.
    func result(
        by session: CallSession, _ live: (MCPSession) async throws -> CallToolResult
    ) async throws -> CallToolResult {
        guard let tape = services.tape else { return try await send(by: session, live) }
        let arguments = subject.shownInput ?? .object(subject.input)
        do {
            return try await tape.exchange(
                .tool, with: subject.address.unversioned, request: ["arguments": arguments],
                encode: { (result: Result<CallToolResult, any Error>) in
                    switch result {
                    case .success(let result): .value(RecordedServer.json(result))
                    case .failure(let error): encode(error)
                    }
                },
                decode: { answer in
                    switch answer {
                    case .value(let value): try RecordedServer.result(value)
                    case .error(let error): throw RecordedServer.error(error)
                    }
                },
                live: { try await send(by: session, live) })
        } catch let miss as ReplayMiss {
            throw ServerCall.refusal(miss, at: .execute)
        }
    }

    private func send(
        by session: CallSession, _ live: (MCPSession) async throws -> CallToolResult
    ) async throws -> CallToolResult {
        guard case .open(let session) = session else { throw MCPError(.closed, "a replay starts no server") }
        return try await live(session)
    }

    // MARK: The start of the server

    /// The session of a replay. A start that failed when it was recorded fails again.
    ///
    /// - Throws: ``MCPError``, ``GateRefusal``.
    func enterRecorded(_ tape: Tape) async throws -> CallSession {
        guard let lane = RecordingLane.current else { throw MCPError(.closed, "a replay starts no server") }
        let isRecorded = lane.next?.kind == .start || subject.connection.spec.serverVersion != nil
        if isRecorded {
            do {
                let version: String? = try await start(through: tape) { nil }
                try check(version: version)
            } catch let miss as ReplayMiss {
                throw ServerCall.refusal(miss, at: .connection)
            }
        }
        if let call = lane.upcoming(.tool) { lane.advance(to: call.sentAt) }
        return .recorded
    }

    /// Notes the start of a server: one that failed, or that was asked for its version.
    func note(_ start: Result<String?, any Error>, through tape: Tape) async throws {
        _ = try? await self.start(through: tape) { try start.get() }
    }

    private func start(through tape: Tape, _ live: () async throws -> String?) async throws -> String? {
        try await tape.exchange(
            .start, with: subject.connection.name, request: ["connection": .string(subject.connection.name)],
            encode: { (result: Result<String?, any Error>) in
                switch result {
                case .success(let version): .value(["version": JSONValue(version)])
                case .failure(let error): encode(error)
                }
            },
            decode: { answer -> String? in
                switch answer {
                case .value(let value): value["version"]?.string
                case .error(let error): throw RecordedServer.error(error)
                }
            }, live: live)
    }

    private func encode(_ error: any Error) -> RecordedExchange.Answer? {
        RecordedServer.encode(error) { services.secrets.redactor.words(of: $0) }
    }
}
