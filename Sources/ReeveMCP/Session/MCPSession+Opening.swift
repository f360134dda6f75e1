internal import ReeveJSON
import Synchronization

extension MCPSession {
    /// Agrees the protocol with a server that has just been started or connected.
    ///
    /// With `auto` the server is asked `server/discover` first. An answer, or an error that only the
    /// modern protocol has, settles the modern one; any other error, and silence, the legacy one, by
    /// `initialize` on the same connection.
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
            error.exit = error.exit ?? (error.code == .serverExited ? condition.exit : nil)
            if !condition.stderrTail.isEmpty { error.stderrTail = condition.stderrTail }
            throw error
        }
    }

    private func agree() async throws(MCPError) -> ServerDescription {
        let deadline = timer.now.advanced(by: options.openTimeout)
        switch options.preference {
        case .auto:
            let limit = min(deadline, timer.now.advanced(by: options.discoverTimeout))
            if let description = try await discover(ProtocolRevision.modern, deadline: limit, isOptional: true) {
                return description
            }
            return try await initialize(ProtocolRevision.legacy, deadline: deadline)
        case .modern: return try await discoverOrFail(ProtocolRevision.modern, deadline: deadline)
        case .legacy: return try await initialize(ProtocolRevision.legacy, deadline: deadline)
        case .revision(let revision) where ProtocolRevision.modern.contains(revision):
            return try await discoverOrFail([revision], deadline: deadline)
        case .revision(let revision) where ProtocolRevision.legacy.contains(revision):
            return try await initialize([revision], deadline: deadline)
        case .revision(let revision):
            throw MCPError(.unsupportedProtocolVersion, "this client does not know revision '\(revision)'")
        }
    }

    // MARK: Modern

    private func discoverOrFail(
        _ revisions: [String], deadline: ContinuousClock.Instant
    ) async throws(MCPError) -> ServerDescription {
        guard let description = try await discover(revisions, deadline: deadline, isOptional: false) else {
            throw MCPError(.unsupportedProtocolVersion, "the server does not speak revision '\(revisions[0])'")
        }
        return description
    }

    /// - Parameter isOptional: nil is returned, instead of an error thrown, where the server is a legacy one.
    private func discover(
        _ revisions: [String], deadline: ContinuousClock.Instant, isOptional: Bool
    ) async throws(MCPError) -> ServerDescription? {
        var asked = revisions[0]
        var mayRetry = true
        while true {
            do throws(MCPError) {
                let result = try await exchange(
                    state.withLock { $0.makeID() }, "server/discover",
                    params: ["_meta": .object(modernMeta(version: asked))], deadline: deadline, isCancellable: false)
                return try describe(result, asked: asked, revisions: revisions, isOptional: isOptional)
            } catch {
                switch error.rpc?.code {
                case RPCError.unsupportedProtocolVersion?:
                    let offered = error.rpc?.data?["supported"]?.array?.compactMap(\.string) ?? []
                    guard mayRetry, let common = revisions.first(where: offered.contains), common != asked else {
                        throw unsupported(offered, revisions)
                    }
                    mayRetry = false
                    asked = common
                case RPCError.missingCapability?, RPCError.headerMismatch?: throw error
                default:
                    guard isOptional, error.rpc != nil || error.code == .timedOut || error.code == .invalidAnswer
                    else { throw error }
                    return nil
                }
            }
        }
    }

    private func describe(
        _ result: JSONValue, asked: String, revisions: [String], isOptional: Bool
    ) throws(MCPError) -> ServerDescription? {
        guard let offered = result["supportedVersions"]?.array?.compactMap(\.string), !offered.isEmpty else {
            // Not an answer of the modern protocol: something that says yes to everything.
            if isOptional { return nil }
            throw MCPError(.invalidAnswer, "the answer to server/discover names no versions")
        }
        guard let common = revisions.first(where: offered.contains) else {
            if isOptional, offered.contains(where: ProtocolRevision.legacy.contains) { return nil }
            throw unsupported(offered, revisions)
        }
        let info = result["_meta"]?["io.modelcontextprotocol/serverInfo"] ?? result["serverInfo"]
        return ServerDescription(
            era: .modern, protocolVersion: common, info: info, capabilities: result["capabilities"]?.object ?? [:],
            instructions: result["instructions"]?.string)
    }

    private func unsupported(_ offered: [String], _ revisions: [String]) -> MCPError {
        let theirs = offered.prefix(10).map { $0.cut(to: 40) }.joined(separator: ", ")
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
