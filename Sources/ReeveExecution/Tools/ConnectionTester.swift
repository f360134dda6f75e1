internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
package import ReeveModel
internal import ReeveRedaction
internal import ReeveScheduler
internal import ReeveStore

/// `connection test`: starts the server, agrees the protocol, compares the version and lists the tools.
package struct ConnectionTester: Sendable {
    package struct Report: Sendable, Hashable {
        package let connection: String
        package let serverName: String?
        package let serverVersion: String?
        package let protocolRevision: String
        package let tools: [String]
        package let findings: [ToolFinding]
    }

    private let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// Tests a connection, and writes its status (`ok` or `fail`) with an event in one transaction. Safe to repeat.
    ///
    /// - Throws: ``ExecutionError`` where the test fails. The status is written then too, unless this process has given
    ///   the test up.
    package func test(
        connection name: String, organization: String, environment: String, requester: Requester
    ) async throws(ExecutionError) -> Report {
        let scope = try await services.catalog.scope(organization: organization, environment: environment)
        let connection = try connection(name, in: scope)
        let (server, tools, findings) = try await list(
            connection, scope: scope, requester: requester, asksAnew: true)
        let now = services.clock.now
        let status = ConnectionStatus(
            organization: organization, environment: environment, connection: name, status: .ok, lastSeenAt: now,
            lastTestedAt: now, serverName: server.name, serverVersion: server.version,
            protocolRevision: server.protocolVersion, launchDigest: connection.identity)
        try await record(status, scope: scope, requester: requester, error: nil)
        return Report(
            connection: name, serverName: server.name, serverVersion: server.version,
            protocolRevision: server.protocolVersion, tools: tools.map(\.name),
            findings: findings)
    }

    func connection(_ name: String, in scope: ExecutionScope) throws(ExecutionError) -> ExecutionScope.Connection {
        guard let connection = scope.connections[name] else {
            let key = ObjectKey(
                kind: KindName.connection, organization: scope.organization, environment: scope.environment, name: name)
            throw ExecutionError(.missing(key), "there is no connection '\(name)' in '\(scope.scope)'")
        }
        return connection
    }

    /// Starts the server, and returns what it says about itself, its tools and what is wrong with them. A failure is
    /// written as the connection's status and then thrown; where this process gives the test up, nothing is written.
    ///
    /// - Parameter asksAnew: whether the protocol is agreed without the remembered guess. A test finds out what the
    ///   server speaks now.
    func list(
        _ connection: ExecutionScope.Connection, scope: ExecutionScope, requester: Requester, asksAnew: Bool = false
    ) async throws(ExecutionError) -> (ServerDescription, [ListedTool], [ToolFinding]) {
        let failure: ExecutionError
        await services.secrets.learn(connection)
        do {
            var pooled = try await services.connections.pooled(connection, in: scope.scope)
            if asksAnew { pooled.memory.recall = { nil } }
            let connecting = pooled
            let (pool, timeout) = (services.pool, connection.spec.timeout)
            // The start and the listing each have the connection's timeout. A wait for calls of others uses up neither.
            let deadline = pool.now.advanced(by: RunDeadlines.total)
            return try await pool.withSession(for: connecting, deadline: deadline) { session in
                if let wanted = connection.spec.serverVersion, session.server.version != wanted {
                    throw ExecutionError(
                        .connection,
                        "the server is at version '\(session.server.version ?? "none")', not '\(wanted)'")
                }
                let tools = try await session.listTools(deadline: pool.now.advanced(by: timeout))
                let shown = services.secrets.redactor.redact(session.server, tools)
                var findings = ToolFinding.all(of: shown.1)
                if session.counters.repeatedCursors > 0 { findings.append(.repeatedCursor) }
                return (shown.0, shown.1, findings)
            }
        } catch let missing as SecretResolver.Missing {
            failure = ExecutionError(.secretMissing(missing.reference.description), "\(missing)")
        } catch let error as MCPError where error.code == .closed || error.code == .cancelled {
            // This process has given the test up, which says nothing about the server. So no status is written.
            throw ExecutionError(.connection, error.message)
        } catch let error as MCPError {
            let redactor = services.secrets.redactor
            let lines = redactor.redact(lines: error.condition.lastLines, last: 5, cutTo: 500)
            failure = ExecutionError(.connection, ([redactor.words(of: error)] + lines).joined(separator: "\n"))
        } catch let error as ExecutionError {
            failure = error
        } catch {
            failure = ExecutionError(.connection, "\(error)")
        }
        let message = ToolText.cut(services.secrets.redactor.redact(failure.message).text, to: 4_000)
        let now = services.clock.now
        let status = ConnectionStatus(
            organization: scope.organization, environment: scope.environment, connection: connection.name,
            status: .fail, lastTestedAt: now, lastError: message, launchDigest: connection.identity)
        try await record(status, scope: scope, requester: requester, error: message)
        throw ExecutionError(failure.code, message)
    }

    static func status(_ report: ToolSyncReport, scope: ExecutionScope, now: Timestamp) -> ConnectionStatus {
        ConnectionStatus(
            organization: scope.organization, environment: scope.environment, connection: report.connection,
            status: .ok, lastSeenAt: now, lastTestedAt: now, serverName: report.serverName,
            serverVersion: report.serverVersion, protocolRevision: report.protocolRevision,
            launchDigest: report.launchDigest)
    }

    private func record(
        _ status: ConnectionStatus, scope: ExecutionScope, requester: Requester, error: String?
    ) async throws(ExecutionError) {
        var event = AuditEvent(
            id: services.random.nextID(services.clock).text, time: services.clock.now, type: .connectionTested,
            actor: AuditEvent.Actor(requester))
        event.source = services.source
        event.organization = scope.organization
        event.environment = scope.environment
        event.subject = requester.description
        event.target = "\(scope.scope)/Connection/\(status.connection)"
        event.outcome = error == nil ? "succeeded" : "failed"
        event.reasonCode = error == nil ? nil : RunReason.connectionFailed.rawValue
        event.context = error.map { ["message": .string($0)] }
        let finished = event
        do {
            try await services.store.write { rows throws(StoreError) in
                var status = status
                if status.status == .fail {
                    // A failed test keeps what the last successful one found.
                    let before = try rows.connectionStatus(
                        organization: status.organization, environment: status.environment,
                        connection: status.connection)
                    status.lastSeenAt = before?.lastSeenAt
                    status.serverName = before?.serverName
                    status.serverVersion = before?.serverVersion
                    status.protocolRevision = before?.protocolRevision
                }
                try rows.upsert(status)
                try rows.append([finished])
            }
        } catch {
            throw ExecutionError(error)
        }
    }
}
