internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveScheduler

/// One call of a server out of the pool; what it meets is told in the words of runs.
struct ServerCall {
    let services: ExecutionServices
    let subject: CallSubject
    let control: RunControl
    private let connection: PooledConnection

    /// - Throws: ``GateRefusal``, where the connection cannot be made up.
    init(
        _ subject: CallSubject, in scope: ExecutionScope, services: ExecutionServices, control: RunControl
    ) async throws {
        self.subject = subject
        self.services = services
        self.control = control
        do {
            connection = try await services.connections.pooled(subject.connection, in: scope.scope)
        } catch let missing as SecretResolver.Missing {
            throw GateRefusal(.connection, .secretMissing, "\(missing)")
        } catch let error as ExecutionError {
            throw GateRefusal(.connection, .connectionFailed, error.message)
        }
    }

    /// Compares the pin with what the server lists at the start of the batch.
    ///
    /// - Throws: ``GateRefusal``.
    func checkListing(pin: ContentDigest, batch: ULID, timeout: Duration) async throws {
        let listed: [String: ContentDigest]
        do {
            listed = try await services.listings.digests(
                batch: batch, connection: connection, pool: services.pool,
                redactor: services.secrets.redactor,
                deadline: .now.advanced(by: max(timeout, subject.connection.spec.timeout)))
        } catch let error as MCPError {
            throw refusal(error, stage: .connection, sent: false)
        }
        guard let digest = listed[subject.address.tool] else {
            throw GateRefusal(.connection, .pinMismatch, "the server does not list '\(subject.address.tool)'")
        }
        guard digest == pin else {
            throw GateRefusal(
                .connection, .pinMismatch,
                "the server lists '\(subject.address.tool)' as \(digest.short), pinned is \(pin.short)")
        }
    }

    /// - Throws: ``GateRefusal``; its failure says whether the server may have seen the request.
    func send(until end: Timestamp) async throws -> CallToolResult {
        let deadline = ContinuousClock.now.advanced(by: max(.zero, end.since(services.clock.now)))
        let wantedVersion = subject.connection.spec.serverVersion
        do {
            return try await services.pool.withSession(for: connection, deadline: deadline) { session in
                if let wantedVersion, session.server.version != wantedVersion {
                    throw GateRefusal(
                        .connection, .connectionFailed,
                        "the server is at version '\(session.server.version ?? "none")', not '\(wantedVersion)'",
                        failure: AttemptFailure(.connectionFailed, isPermanent: true))
                }
                return try await session.callTool(subject.address.tool, arguments: subject.input, deadline: deadline)
            }
        } catch let error as MCPError {
            throw refusal(error, stage: .execute, sent: error.requestSent)
        } catch is CancellationError {
            throw control.refusal(requestSent: false)
        }
    }

    /// Returns when the server that did not answer has ended: what it does until then it may still do.
    func waitForEnd() async { await services.pool.waitForEndings(of: connection) }

    /// The run's reason for what the connection met, and whether it may be tried again.
    private func refusal(_ error: MCPError, stage: GateStage, sent: Bool) -> GateRefusal {
        func make(_ reason: RunReason, permanent: Bool = false) -> GateRefusal {
            GateRefusal(
                stage, reason, error.message,
                failure: AttemptFailure(reason, requestSent: sent, isPermanent: permanent),
                standardError: error.stderrTail)
        }
        switch error.code {
        case .commandNotFound, .launchInvalid, .unsupportedProtocolVersion, .endlessList:
            return make(.connectionFailed, permanent: !sent)
        case .spawnFailed, .serverExited, .connectionLost, .backingOff: return make(.connectionFailed)
        case .closed, .cancelled: return control.refusal(requestSent: sent)
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

extension RunControl {
    /// The end of an attempt that was cancelled.
    func refusal(requestSent: Bool) -> GateRefusal {
        GateRefusal(
            .execute, .cancelledUser, requestSent ? "cancelled after the request was sent" : "cancelled",
            status: .cancelled, failure: AttemptFailure(.cancelledUser, requestSent: requestSent))
    }
}

extension CallSubject {
    /// Why a result that is no error is not valid by the tool's output schema; nil where it is.
    func outputProblem(of result: CallToolResult) -> String? {
        if case .none = tool.output { return nil }
        guard let structured = result.structuredContent else {
            return "the tool has an output schema, and its result no structured content"
        }
        return tool.output.problem(of: structured)
    }

    /// The largest result that is kept, in bytes of canonical JSON.
    var maxOutputBytes: Int { Int(declaration?.spec.maxOutputBytes ?? 1 << 20) }

    func sizeProblem(of result: CallToolResult) -> String? {
        let size = result.value.canonicalBytes.count
        return size > maxOutputBytes ? "the result has \(size) bytes, more than \(maxOutputBytes)" : nil
    }

    /// The time for one call: the item's, else the tool's, else the connection's.
    func timeout(item: Duration? = nil) -> Duration {
        RunDeadlines.timeout(item: item, tool: declaration?.spec.timeout, connection: connection.spec.timeout)
    }
}
