package import ReeveJSON
import Synchronization

/// A conversation with one MCP server, of either protocol generation.
///
/// ```swift
/// let process = try await ChildProcess.spawn(StdioLaunch(command: ["mcp-server-time"], environment: environment))
/// let session = try await MCPSession.open(process)
/// let result = try await session.callTool("get_current_time", arguments: ["timezone": "UTC"])
/// await session.close()
/// ```
///
/// It declares no client capability: a server that asks for input, a model or roots is declined.
/// Answers are completed on the transport's thread; a caller is resumed without another hop.
/// A session must be closed; dropping it leaves its process running.
package final class MCPSession: Sendable {
    let transport: any MCPTransport
    package let options: SessionOptions
    let timer: any DeadlineTimer
    let state = Mutex(SessionState())

    init(_ transport: any MCPTransport, options: SessionOptions, timer: any DeadlineTimer) {
        self.transport = transport
        self.options = options
        self.timer = timer
    }

    // MARK: What is known

    /// What was agreed and what the server said about itself.
    package var server: ServerDescription {
        state.withLock { $0.description }
            ?? ServerDescription(era: .legacy, protocolVersion: "", info: nil, capabilities: [:], instructions: nil)
    }

    package var counters: SessionCounters { state.withLock { $0.counters } }
    package var condition: TransportCondition { transport.condition }

    /// Why the session is over; nil while it is open.
    package var end: MCPError.Code? { state.withLock { $0.end } }

    /// Whether the next call may use it: open, and not still busy with a call that was given up.
    package var isReusable: Bool { state.withLock { $0.isOpen && !$0.hasAbandonedCall } }

    /// Whether the server works on a call that nobody waits for, or sends what cannot be read.
    var isBusyOrBroken: Bool { state.withLock { $0.hasAbandonedCall || $0.end == .lineTooLong } }

    /// Requests without an answer yet.
    package var openRequestCount: Int { state.withLock { $0.pending.count } }

    // MARK: Requests

    /// Sends one request and waits for its result.
    ///
    /// At the deadline, or when the task is cancelled, the server is told (`notifications/cancelled`)
    /// and a later answer is ignored.
    ///
    /// - Parameters:
    ///   - deadline: nil is the session's `requestTimeout` from now.
    ///   - onProgress: Called on the transport's thread with values that rise.
    /// - Returns: The result object; its `resultType` is `complete`.
    /// - Throws: ``MCPError``; `requestSent` says whether the server may have seen the request.
    package func request(
        _ method: String, params: JSONObject = [:], deadline: ContinuousClock.Instant? = nil,
        onProgress: (@Sendable (ProgressNote) -> Void)? = nil
    ) async throws(MCPError) -> JSONValue {
        let id = state.withLock { $0.makeID() }
        var params = params
        let meta = meta(progressToken: onProgress == nil ? nil : id, existing: params["_meta"]?.object)
        if !meta.isEmpty { params["_meta"] = .object(meta) }
        return try await exchange(
            id, method, params: params, deadline: deadline ?? timer.now.advanced(by: options.requestTimeout),
            isCancellable: true, onProgress: onProgress)
    }

    /// Sends one request as it is.
    ///
    /// - Parameter isCancellable: Whether the server may be told that the answer is not wanted any more.
    func exchange(
        _ id: Int, _ method: String, params: JSONObject?, deadline: ContinuousClock.Instant, isCancellable: Bool,
        onProgress: (@Sendable (ProgressNote) -> Void)? = nil
    ) async throws(MCPError) -> JSONValue {
        let line = JSONRPCLine.request(id: id, method: method, params: params)
        guard line.count <= options.limits.requestBytesMax else {
            throw MCPError(
                .requestTooLarge,
                "a request of \(line.count) bytes is above the cap of \(options.limits.requestBytesMax)")
        }
        // A request without time left is not sent: its effect would be unknown at once.
        guard deadline > timer.now else { throw failure(.timedOut, method: method, requestSent: false) }
        let ticket = SendTicket()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let request = SessionState.Pending(
                    method: method, ticket: ticket, continuation: continuation, onProgress: onProgress)
                if let refusal = state.withLock({ $0.enter(request, id: id) }) {
                    continuation.resume(returning: .failure(failure(refusal, requestSent: false)))
                    return
                }
                transport.send(line, ticket: ticket, isDroppable: false)
                // The answer may be here already; then no timer is needed.
                guard state.withLock({ $0.pending[id] != nil }) else { return }
                let timer = timer.schedule(at: deadline) { [self] in
                    giveUp(id, .timedOut, reason: "no answer in time", tellServer: isCancellable)
                }
                if !state.withLock({ $0.setTimer(timer, id: id) }) { self.timer.cancel(timer) }
            }
        } onCancel: {
            giveUp(id, .cancelled, reason: "the caller does not want the answer", tellServer: isCancellable)
        }
        state.withLock { $0.forgetEarlyCancel(id: id) }
        return try outcome.get()
    }

    /// Ends the session and everything that belongs to it; returns when nothing is left.
    package func close(_ teardown: Teardown = Teardown()) async {
        ended(.closed)
        await transport.close(teardown)
    }

    // MARK: Ends of requests

    private func giveUp(_ id: Int, _ code: MCPError.Code, reason: String, tellServer: Bool) {
        guard let request = state.withLock({ $0.giveUp(id: id, isEarly: code == .cancelled) }) else { return }
        let wasSent = !request.ticket.withdraw()
        if wasSent, tellServer { sendCancel(id, reason: reason) }
        resume(request, with: .failure(failure(code, method: request.method, requestSent: wasSent)))
    }

    func sendCancel(_ id: Int, reason: String) {
        let line = JSONRPCLine.notification(
            method: "notifications/cancelled", params: ["requestId": JSONValue(id), "reason": .string(reason)])
        transport.send(line, ticket: SendTicket(), isDroppable: true)
    }

    private func resume(_ request: SessionState.Pending, with outcome: SessionState.Outcome) {
        if let ticket = request.timer { timer.cancel(ticket) }
        request.continuation.resume(returning: outcome)
    }

    private func failure(_ code: MCPError.Code, method: String = "", requestSent: Bool) -> MCPError {
        // A request that this side gives up says nothing about the server, so its condition is left out.
        let condition = code == .cancelled || code == .closed ? TransportCondition() : transport.condition
        let message =
            switch code {
            case .timedOut: "no answer to \(method) in time"
            case .cancelled: "\(method) was cancelled"
            case .serverExited: "the server has ended"
            case .connectionLost: "the server has closed its input or output"
            case .lineTooLong: "the server sent a line above the cap"
            case .commandNotFound: "the command cannot be executed"
            case .inputRequired: "the server asks for input during \(method)"
            case .invalidAnswer: "an answer of the server cannot be read"
            default: "the session is closed"
            }
        return MCPError(code, message, requestSent: requestSent, condition: condition)
    }
}

extension MCPSession: TransportReceiver {
    package func receive(_ line: UnsafeBufferPointer<UInt8>) {
        switch JSONParser.parse(line) {
        case .success(let value): receive(value, line)
        case .failure(let error): receiveUnreadable(line, error)
        }
    }

    private func receive(_ value: JSONValue, _ line: UnsafeBufferPointer<UInt8>) {
        if case .array(let messages) = value {
            let isAllowed = state.withLock { $0.description?.protocolVersion == ProtocolRevision.withBatches }
            guard isAllowed, messages.count <= options.limits.batchMessagesMax else {
                return countNoise(UnreadableLine.shown(line))
            }
            for message in messages where message.array == nil { receive(message, line) }
            return
        }
        guard let message = JSONRPCMessage(value) else { return countNoise(UnreadableLine.shown(line)) }
        switch state.withLock({ $0.receive(message, limits: options.limits) }) {
        case .none: break
        case .resume(let request, let outcome): resume(request, with: outcome)
        case .report(let onProgress, let note): onProgress(note)
        case .notify(let method, let params): options.notificationSink?(method, params)
        case .answer(let line): transport.send(line, ticket: SendTicket(), isDroppable: true)
        }
    }

    /// Noise is counted and skipped; a lost answer ends the call that it was for.
    private func receiveUnreadable(_ line: UnsafeBufferPointer<UInt8>, _ error: JSONParseError) {
        guard let shown = UnreadableLine.shown(line) else { return }
        countNoise(shown)
        guard let id = UnreadableLine.lostAnswer(in: line, error), let request = state.withLock({ $0.giveUp(id: id) })
        else { return }
        var failure = failure(.invalidAnswer, requestSent: !request.ticket.withdraw())
        failure.message = "an answer of the server cannot be read: \(error)"
        resume(request, with: .failure(failure))
    }

    private func countNoise(_ line: String?) { state.withLock { $0.countNoise(line) } }

    package func ended(_ reason: MCPError.Code) {
        let left = state.withLock { $0.close(reason) }
        guard !left.isEmpty else { return }
        for request in left {
            resume(
                request,
                with: .failure(failure(reason, method: request.method, requestSent: !request.ticket.withdraw())))
        }
    }
}
