internal import ReeveJSON
import Synchronization

extension MCPSession {
    /// Agrees the protocol with a server that has just been started or connected.
    ///
    /// With `auto` the server is asked `server/discover` and `initialize` on the same connection, the second one where
    /// the first was refused or is not answered for a while (``Agreement``). Whichever is answered first settles it.
    ///
    /// - Throws: ``MCPError``; the transport is closed then, at once.
    package static func open(
        _ transport: any MCPTransport, options: SessionOptions = SessionOptions(),
        timer: any DeadlineTimer = SystemTimer.shared
    ) async throws(MCPError) -> MCPSession {
        let session = MCPSession(transport, options: options, timer: timer)
        transport.start(session)
        do throws(MCPError) {
            let description = try await session.agree()
            session.state.withLock { $0.description = description }
            if description.era == .legacy {
                transport.send(
                    JSONRPCLine.notification(method: "notifications/initialized"), ticket: SendTicket(),
                    isDroppable: false)
            }
            return session
        } catch {
            await session.close(.immediate)
            var error = error
            // Nothing was asked yet that could have had an effect.
            error.requestSent = false
            let condition = transport.condition
            if error.code == .serverExited, error.condition.ending == nil { error.condition.ending = condition.ending }
            if !condition.lastLines.isEmpty { error.condition.lastLines = condition.lastLines }
            // A line that was printed in place of messages says more than that no message came.
            let (hasHeard, noise) = session.state.withLock { ($0.hasHeard, $0.firstNoise) }
            if !hasHeard { error.printed = noise }
            throw error
        }
    }

    private func agree() async throws(MCPError) -> ServerDescription {
        let deadline = timer.now.advanced(by: options.openTimeout)
        switch options.preference {
        case .auto: return try await agreeOnEither(deadline: deadline)
        case .modern: return try await discover(ProtocolRevision.modern, deadline: deadline)
        case .legacy: return try await initialize(ProtocolRevision.legacy, deadline: deadline)
        case .revision(let revision) where ProtocolRevision.modern.contains(revision):
            return try await discover([revision], deadline: deadline)
        case .revision(let revision) where ProtocolRevision.legacy.contains(revision):
            return try await initialize([revision], deadline: deadline)
        case .revision(let revision):
            throw MCPError(.unsupportedProtocolVersion, "this client does not know revision '\(revision)'")
        }
    }

    // MARK: Either

    private enum Event: Sendable {
        case answered(Agreement.Question, Agreement.Outcome)
        case isLate
    }

    private func agreeOnEither(deadline: ContinuousClock.Instant) async throws(MCPError) -> ServerDescription {
        let patience = min(options.discoverTimeout, options.openTimeout / 3)
        let pause = TimedPause(timer: timer, until: timer.now.advanced(by: patience))
        let outcome = await withTaskGroup(of: Event.self, returning: Agreement.Outcome.self) { group in
            var agreement = Agreement(guess: options.guess)
            var step = Agreement.Step.ask(agreement.first)
            group.addTask {
                // Where the task is cancelled, the question is too.
                try? await pause.wait()
                return .isLate
            }
            // A question that is still open is cancelled. Its answer counts as a late one.
            defer { group.cancelAll() }
            while true {
                switch step {
                case .done(let outcome): return outcome
                case .ask(let question):
                    group.addTask { [self] in .answered(question, await ask(question, deadline: deadline)) }
                case .wait: break
                }
                step =
                    switch await group.next() {
                    case .answered(let question, let outcome)?: agreement.take(outcome, to: question)
                    case .isLate?: agreement.isLate(printsUsage: state.withLock { $0.printsUsage })
                    case nil: .done(.failure(MCPError(.timedOut, "no answer in time")))
                    }
            }
        }
        return try outcome.get()
    }

    private func ask(
        _ question: Agreement.Question, deadline: ContinuousClock.Instant
    ) async -> Agreement.Outcome {
        do throws(MCPError) {
            switch question {
            case .discover:
                return .success(try await discover(ProtocolRevision.modern, deadline: deadline, fallsBack: true))
            case .initialize: return .success(try await initialize(ProtocolRevision.legacy, deadline: deadline))
            }
        } catch {
            return .failure(error)
        }
    }

    // MARK: Modern

    /// - Parameter fallsBack: an answer that says nothing of the modern protocol is `.invalidAnswer`, not a version that
    ///   is not supported.
    private func discover(
        _ revisions: [String], deadline: ContinuousClock.Instant, fallsBack: Bool = false
    ) async throws(MCPError) -> ServerDescription {
        var asked = revisions[0]
        var mayRetry = true
        while true {
            do throws(MCPError) {
                let result = try await exchange(
                    state.withLock { $0.makeID() }, "server/discover",
                    params: ["_meta": .object(modernMeta(version: asked))], deadline: deadline, isCancellable: false)
                return try describe(result, revisions: revisions, fallsBack: fallsBack)
            } catch {
                guard error.rpc?.code == RPCError.unsupportedProtocolVersion else { throw error }
                let offered = error.rpc?.data?["supported"]?.array?.compactMap(\.string) ?? []
                guard mayRetry, let common = revisions.first(where: offered.contains), common != asked else {
                    if fallsBack, offered.contains(where: ProtocolRevision.legacy.contains) { throw olderOnly }
                    throw unsupported(offered, revisions)
                }
                mayRetry = false
                asked = common
            }
        }
    }

    private func describe(
        _ result: JSONValue, revisions: [String], fallsBack: Bool
    ) throws(MCPError) -> ServerDescription {
        guard let offered = result["supportedVersions"]?.array?.compactMap(\.string), !offered.isEmpty else {
            // Not an answer of the modern protocol: something that says yes to everything.
            throw MCPError(.invalidAnswer, "the answer to server/discover names no versions")
        }
        guard let common = revisions.first(where: offered.contains) else {
            if fallsBack, offered.contains(where: ProtocolRevision.legacy.contains) {
                throw olderOnly
            }
            throw unsupported(offered, revisions)
        }
        let info = result["_meta"]?["io.modelcontextprotocol/serverInfo"] ?? result["serverInfo"]
        return ServerDescription(
            era: .modern, protocolVersion: common, info: info, capabilities: result["capabilities"]?.object ?? [:],
            instructions: result["instructions"]?.string)
    }

    private var olderOnly: MCPError {
        MCPError(.invalidAnswer, "the answer to server/discover names older versions only")
    }

    private func unsupported(_ offered: [String], _ revisions: [String]) -> MCPError {
        let theirs = offered.prefix(10).joined(separator: ", ")
        return MCPError(
            .unsupportedProtocolVersion,
            "the server speaks [\(theirs)], this client was to speak [\(revisions.joined(separator: ", "))]")
    }

    // MARK: Legacy

    private func initialize(
        _ revisions: [String], deadline: ContinuousClock.Instant
    ) async throws(MCPError) -> ServerDescription {
        let result = try await exchange(
            state.withLock { $0.makeID() }, "initialize",
            params: [
                "protocolVersion": .string(revisions[0]), "capabilities": [:], "clientInfo": clientInfo,
            ], deadline: deadline, isCancellable: false)
        guard let version = result["protocolVersion"]?.string else {
            throw MCPError(.invalidAnswer, "the answer to initialize names no protocol version")
        }
        guard revisions.contains(version) else { throw unsupported([version], revisions) }
        return ServerDescription(
            era: .legacy, protocolVersion: version, info: result["serverInfo"],
            capabilities: result["capabilities"]?.object ?? [:], instructions: result["instructions"]?.string)
    }

    // MARK: Metadata

    var clientInfo: JSONValue {
        ["name": .string(options.clientName), "version": .string(options.clientVersion)]
    }

    func modernMeta(version: String) -> JSONObject {
        var meta: JSONObject = [
            "io.modelcontextprotocol/clientCapabilities": [:],
            "io.modelcontextprotocol/clientInfo": clientInfo,
            "io.modelcontextprotocol/protocolVersion": .string(version),
        ]
        if let traceparent = options.traceparent { meta["traceparent"] = .string(traceparent) }
        return meta
    }

    /// `_meta` of an ordinary request; empty where there is nothing to say.
    func meta(progressToken: Int?, existing: JSONObject?) -> JSONObject {
        var meta = existing ?? [:]
        let server = self.server
        if server.era == .modern {
            for member in modernMeta(version: server.protocolVersion) where meta[member.key] == nil {
                meta[member.key] = member.value
            }
        } else if let traceparent = options.traceparent, meta["traceparent"] == nil {
            meta["traceparent"] = .string(traceparent)
        }
        if let progressToken { meta["progressToken"] = JSONValue(progressToken) }
        return meta
    }
}
