internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveRedaction
internal import ReeveScheduler

/// One call of a server out of the pool. Errors of the protocol become refusals with a reason of a run.
struct ServerCall {
    let services: ExecutionServices
    let subject: CallSubject
    let control: RunControl
    private let connection: PooledConnection
    private let run: ULID
    /// The longest pause between retries of the run. The pool pauses a failed server no longer than this.
    private let pauseMax: Duration

    /// - Throws: ``GateRefusal`` where a secret is missing or the transport is not served.
    init(
        _ subject: CallSubject, in scope: ExecutionScope, services: ExecutionServices, control: RunControl, run: ULID,
        retry: RetryPolicy?
    ) async throws {
        self.subject = subject
        self.services = services
        self.control = control
        self.run = run
        pauseMax = (retry ?? RetryPolicy()).pauseMax
        do {
            connection = try await services.connections.pooled(subject.connection, in: scope.scope)
        } catch let missing as SecretResolver.Missing {
            throw GateRefusal(.connection, .secretMissing, "\(missing)")
        } catch let error as ExecutionError {
            throw GateRefusal(.connection, .connectionFailed, error.message)
        }
    }

    private func demand(until end: Timestamp, caller: String?, waits: CallWaits) -> SessionDemand {
        let (name, most) = (subject.connection.name, connection.maxConcurrency)
        return SessionDemand(
            connection, deadline: services.pool.now.advanced(by: max(.zero, end.since(services.clock.now))),
            pauseMax: pauseMax, caller: caller
        ) { wait in
            switch wait {
            case .turn: waits.begin(.session(connection: name, most: most))
            case .start: waits.begin(.start(connection: name))
            case .restart: waits.begin(.restart(connection: name))
            }
        }
    }

    /// Compares the pin with the definition that the server listed at the start of the batch.
    ///
    /// - Throws: ``GateRefusal`` where the server does not list the tool as pinned.
    func checkListing(pin: ContentDigest, batch: ULID, deadlines: RunDeadlines, waits: CallWaits) async throws {
        let listed: ContentDigest?
        let demand = demand(until: deadlines.end, caller: nil, waits: waits)
        defer { waits.end() }
        do {
            listed = try await self.listed {
                try await services.listings.digests(
                    batch: batch, demand: demand, pool: services.pool, redactor: services.secrets.redactor,
                    timeout: subject.connection.spec.timeout)
            }
        } catch let error as MCPError {
            throw openingRefusal(error, deadline: demand.deadline, deadlines)
        }
        guard let digest = listed else {
            throw GateRefusal(.connection, .pinMismatch, "the server does not list '\(subject.address.tool)'")
        }
        guard digest == pin else {
            throw GateRefusal(
                .connection, .pinMismatch,
                "the server lists '\(subject.address.tool)' as \(digest.short), pinned is \(pin.short)")
        }
    }

    // MARK: The session

    /// A session that is free now; nil where the caller would have to wait.
    func enterAtOnce(_ deadlines: RunDeadlines) async throws -> CallSession? {
        if let tape = services.tape, tape.isPlaying {
            do {
                return try await enterRecorded(tape)
            } catch let error as MCPError {
                // The deadline of the recorded start is not known. An error in time says so itself.
                throw openingRefusal(error, deadline: services.pool.now.advanced(by: .seconds(3_600)), deadlines)
            }
        }
        guard let session = await services.pool.takeIdle(connection) else { return nil }
        return try await checked(session)
    }

    /// Waits for a session, and for the server to start. The session serves this call alone until ``leave(_:)``.
    ///
    /// - Throws: ``GateRefusal``; nothing was sent.
    func enter(deadlines: RunDeadlines, waits: CallWaits) async throws -> CallSession {
        let demand = demand(until: deadlines.end, caller: run.text, waits: waits)
        let session: MCPSession
        do throws(MCPError) {
            session = try await services.pool.take(demand)
        } catch {
            if let tape = services.tape { try await note(.failure(error), through: tape) }
            throw openingRefusal(error, deadline: demand.deadline, deadlines)
        }
        return try await checked(session)
    }

    func leave(_ session: CallSession) async {
        if case .open(let session) = session { await services.pool.giveBack(session, of: connection) }
    }

    /// Gives session and permits back after the call. Its tokens are spent, whatever became of it. The permits are free
    /// when the server cannot work on the call any more, and no later than the session: whoever is served next finds both.
    func leave(_ place: CallPlace) async {
        let limiter = services.limiter
        switch place.session {
        case .open(let session):
            await services.pool.giveBack(session, of: connection) { limiter.release(place.permit) }
        case .recorded: limiter.release(place.permit)
        }
    }

    private func checked(_ session: MCPSession) async throws -> CallSession {
        if let tape = services.tape {
            if subject.connection.spec.serverVersion != nil {
                try await note(.success(session.server.version), through: tape)
            }
            RecordingLane.current?.advance(to: tape.now)
        }
        do {
            try check(version: session.server.version)
        } catch {
            await leave(.open(session))
            throw error
        }
        return .open(session)
    }

    func check(version: String?) throws(GateRefusal) {
        guard let wanted = subject.connection.spec.serverVersion, version != wanted else { return }
        throw GateRefusal(
            .connection, .connectionFailed, "the server is at version '\(version ?? "none")', not '\(wanted)'",
            failure: AttemptFailure(.connectionFailed, isPermanent: true))
    }

    /// - Throws: ``GateRefusal``. Its failure says whether the server may have seen the request.
    func send(_ session: CallSession, until end: Timestamp) async throws -> CallToolResult {
        let deadline = services.pool.now.advanced(by: max(.zero, end.since(services.clock.now)))
        do {
            return try await result(by: session) { session in
                try await session.callTool(subject.address.tool, arguments: subject.input, deadline: deadline)
            }
        } catch let error as MCPError {
            throw refusal(error)
        }
    }

    /// Waits until the server that did not answer has ended. Until then it may still change something.
    func waitForEnd() async { await services.pool.waitForEndings(of: connection) }

    private func words(of error: MCPError) -> String {
        let redactor = services.secrets.redactor
        var text = redactor.words(of: error)
        // The lines are redacted together before one is taken: the redactor does not know a part of a secret that spans
        // two lines.
        if let last = redactor.redact(lines: error.condition.lastLines, last: 1, cutTo: 500).last {
            text += "; last line on standard error: \(last)"
        }
        return text
    }

    /// The refusal for an error before the call could be sent. Its reason is the connection's, never the tool's.
    private func openingRefusal(
        _ error: MCPError, deadline: ContinuousClock.Instant, _ deadlines: RunDeadlines
    ) -> GateRefusal {
        func make(permanent: Bool = false) -> GateRefusal {
            GateRefusal(
                .connection, .connectionFailed, words(of: error),
                failure: AttemptFailure(.connectionFailed, isPermanent: permanent),
                standardError: error.condition.lastLines)
        }
        switch error.code {
        case .closed, .cancelled: return control.refusal(requestSent: false)
        case .timedOut where services.pool.now >= deadline:
            let reason = deadlines.reason(ofTimeoutAt: deadlines.end)
            return GateRefusal.late(
                .connection, reason, "the deadline has passed while it waited: \(words(of: error))",
                standardError: error.condition.lastLines)
        case .commandNotFound, .launchInvalid, .notMCP, .unsupportedProtocolVersion, .endlessList, .invalidAnswer,
            .lineTooLong, .inputRequired, .requestTooLarge:
            return make(permanent: true)
        case .spawnFailed, .serverExited, .connectionLost, .backingOff, .timedOut, .serverError: return make()
        }
    }

    /// The refusal for an error of the call, and whether the call may be tried again. ``MCPError/isEffectUnknown`` says
    /// whether the call may have had its effect, whatever the reason is.
    private func refusal(_ error: MCPError) -> GateRefusal {
        func make(_ reason: RunReason, permanent: Bool = false) -> GateRefusal {
            GateRefusal(
                .execute, reason, words(of: error),
                failure: AttemptFailure(
                    reason, requestSent: error.requestSent, isEffectUnknown: error.isEffectUnknown,
                    isPermanent: permanent),
                standardError: error.condition.lastLines)
        }
        switch error.code {
        case .commandNotFound, .launchInvalid, .notMCP, .unsupportedProtocolVersion, .endlessList:
            return make(.connectionFailed, permanent: true)
        case .spawnFailed, .serverExited, .connectionLost, .backingOff: return make(.connectionFailed)
        case .closed, .cancelled: return control.refusal(requestSent: error.requestSent)
        case .timedOut: return make(.timeoutAttempt)
        case .inputRequired: return make(.inputRequired, permanent: true)
        case .serverError:
            var refusal = make(.toolError, permanent: true)
            if let rpc = error.rpc { refusal.message = "the server answered with error \(rpc.code): \(rpc.message)" }
            return refusal
        case .invalidAnswer: return make(.outputInvalid, permanent: true)
        case .lineTooLong: return make(.outputInvalid, permanent: true)
        case .requestTooLarge: return make(.inputInvalid, permanent: true)
        }
    }
}
