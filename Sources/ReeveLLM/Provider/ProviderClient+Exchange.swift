internal import ReeveHTTPClient
internal import ReeveJSON
import Synchronization

extension ProviderClient {
    /// Sends a request until it is answered, within retries, limits, permits and the breaker.
    ///
    /// - Parameter read: reads a response whose status tells of no error.
    func exchange<Answer: Sendable>(
        _ request: WireRequest, _ limits: RequestLimits, _ onEvent: @escaping @Sendable (ModelEvent) -> Void,
        read: @escaping @Sendable (HTTPResponse) async throws(ModelError) -> Answer
    ) async throws(ModelError) -> Answer {
        var attempt = 1
        while true {
            let failure: ModelError
            do throws(ModelError) {
                return try await attemptOnce(request, limits, read: read)
            } catch {
                failure = error
            }
            guard failure.isTransient, failure.code != .circuitOpen, attempt <= profile.maxRetries,
                let pause = RetryPause.pause(after: failure, attempt: attempt, random: surroundings.random()),
                surroundings.now().advanced(by: pause) < limits.deadline
            else { throw failure }
            onEvent(.retrying(failure, pause: pause, attempt: attempt))
            do { try await surroundings.pause(pause) } catch { throw Self.cancelled }
            attempt += 1
        }
    }

    private func attemptOnce<Answer: Sendable>(
        _ request: WireRequest, _ limits: RequestLimits,
        read: @escaping @Sendable (HTTPResponse) async throws(ModelError) -> Answer
    ) async throws(ModelError) -> Answer {
        if let permits { try await take(permits, until: limits.deadline) }
        defer { permits?.giveBack() }
        let url = endpoint.url(of: request.resource)
        let credential = try ProviderCredential(
            secret: try await secret(), type: profile.type, endpoint: endpoint)
        var headers = adapter.headers + [("Accept", "text/event-stream, application/x-ndjson, application/json")]
        if !request.body.isEmpty { headers.append(("Content-Type", "application/json")) }
        if let header = try credential.header(for: url) { headers.append(header) }

        let now = surroundings.now()
        guard now < limits.deadline else { throw Self.late }
        // The timeout bounds silence too: a model may think for long before its first word.
        let total = min(limits.timeout, limits.deadline - now)
        let pass = try admitted(at: now)
        do throws(ModelError) {
            let response = try await send(
                HTTPRequest(
                    method: request.method, url: url, headers: headers, body: request.body,
                    bounds: HTTPRequest.Bounds(bodyBytesMax: request.responseBytesMax),
                    deadlines: HTTPRequest.Deadlines(connect: min(.seconds(10), total), idle: total, total: total)))
            guard (200..<300).contains(response.status) else { throw await failure(of: response) }
            let answer = try await read(response)
            record(.answered, of: pass)
            return answer
        } catch {
            // The caller's deadline says nothing of the provider.
            let isCutShort = error.code == .timedOut && error.status == nil && total < limits.timeout
            record(isCutShort ? .untold : CircuitBreaker.Outcome(error), of: pass)
            throw error
        }
    }

    /// Waits for a permit until the deadline.
    private func take(_ permits: ConcurrencyPermits, until deadline: ContinuousClock.Instant) async throws(ModelError) {
        if permits.takeIfFree() { return }
        let left = deadline - surroundings.now()
        guard left > .zero else { throw Self.late }
        let isTaken = await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await permits.take() }
            group.addTask { [surroundings] in
                try? await surroundings.pause(left)
                return nil
            }
            // Whichever is first ends the other. A permit may still come when the pause is over, and is kept then.
            var isTaken = false
            for await result in group {
                if result == true { isTaken = true }
                group.cancelAll()
            }
            return isTaken
        }
        guard isTaken else { throw Task.isCancelled ? Self.cancelled : Self.late }
    }

    private func admitted(at now: ContinuousClock.Instant) throws(ModelError) -> CircuitBreaker.Pass {
        let (pass, wait) = breaker.withLock { ($0.admit(at: now), $0.wait(at: now)) }
        guard let pass else {
            throw ModelError(
                .circuitOpen,
                "provider '\(profile.name)' failed \(CircuitBreaker.failuresMax) times in a row and is not asked for a while",
                retryAfter: wait)
        }
        return pass
    }

    private func record(_ outcome: CircuitBreaker.Outcome, of pass: CircuitBreaker.Pass) {
        let now = surroundings.now()
        breaker.withLock { $0.record(outcome, of: pass, at: now) }
    }

    private func send(_ request: HTTPRequest) async throws(ModelError) -> HTTPResponse {
        do throws(HTTPError) {
            return try await transport.send(request)
        } catch {
            throw ModelError(error)
        }
    }

    /// The next piece of a body.
    func next(of response: HTTPResponse) async throws(ModelError) -> [UInt8]? {
        do throws(HTTPError) {
            return try await response.body.next()
        } catch {
            // A body that breaks off is an answer without its end.
            let isCut = error.code == .connectionLost
            throw ModelError(error, status: response.status, code: isCut ? .streamCut : nil)
        }
    }

    /// Reads what follows the end of an answer, mostly nothing, so that the connection can serve the next request. A server
    /// that does not end its response by then is left.
    func drain(_ response: HTTPResponse) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<Self.piecesAfterEndMax {
                    guard let piece = try? await response.body.next(), !piece.isEmpty else { return }
                }
            }
            group.addTask { [surroundings] in try? await surroundings.pause(Self.drainMax) }
            await group.next()
            group.cancelAll()
        }
    }

    private static var piecesAfterEndMax: Int { 16 }
    static var drainMax: Duration { .milliseconds(200) }

    /// The error that a response tells.
    private func failure(of response: HTTPResponse) async -> ModelError {
        var bytes: [UInt8] = []
        while bytes.count < AnswerBounds.errorBytesMax, let piece = try? await next(of: response) { bytes += piece }
        var error =
            if let body = try? JSONParser.parse(bytes), let fault = ProviderFault(body) {
                fault.error(status: response.status)
            } else {
                ProviderFault.error(status: response.status)
            }
        error.retryAfter = RetryAfter.duration(
            milliseconds: response.header("retry-after-ms"), retryAfter: response.header("retry-after"),
            now: surroundings.time())
        return error
    }

    static var cancelled: ModelError { ModelError(.cancelled, "the request was cancelled") }
    private static var late: ModelError { ModelError(.timedOut, "no time is left for a request to the provider") }
}

extension ModelError {
    /// - Parameter code: in place of the one that the error stands for.
    fileprivate init(_ error: HTTPError, status: Int? = nil, code: Code? = nil) {
        let meant: Code =
            switch error.code {
            case .invalidRequest, .libraryMissing: .invalidRequest
            case .egressDenied: .egressDenied
            case .nameNotResolved, .connectFailed, .tlsFailed, .connectionLost: .connectionFailed
            case .connectTimedOut, .idleTimedOut, .totalTimedOut: .timedOut
            case .invalidResponse: .invalidAnswer
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            }
        self.init(code ?? meant, error.message, status: status)
    }
}
