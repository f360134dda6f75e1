internal import ReeveAudit
internal import ReeveJSON
internal import ReeveMCP
package import ReeveModel
internal import ReeveRedaction
internal import ReeveStore

/// `tools sync`: takes what a server lists into the table of definitions.
package struct ToolSync: Sendable {
    private let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// Takes the listing of a connection into the table of definitions, in one transaction. Safe to repeat: a second
    /// sync of the same listing changes no definition.
    ///
    /// - Parameter allowsEmpty: whether an empty list is accepted after a full one. Otherwise it is refused: a server
    ///   that has lost its configuration must not look like one whose tools were all removed.
    /// - Throws: ``ExecutionError``. Where the server fails, the status of the connection is written before. A refused
    ///   empty list (`emptyToolList`) writes nothing.
    package func sync(
        connection name: String, organization: String, environment: String, requester: Requester,
        allowsEmpty: Bool = false
    ) async throws(ExecutionError) -> ToolSyncReport {
        let scope = try await services.catalog.scope(organization: organization, environment: environment)
        let test = ConnectionTester(services)
        let connection = try test.connection(name, in: scope)
        let (server, listed, findings) = try await test.list(connection, scope: scope, requester: requester)
        let now = services.clock.now
        do {
            let known = try await services.store.toolDefinitions(
                ToolFilter(
                    organization: organization, environment: environment, connection: name, currentOnly: false))
            let had = known.contains { $0.isCurrent && $0.status != .vanished }
            guard !listed.isEmpty || !had || allowsEmpty else {
                throw ExecutionError(
                    .emptyToolList(connection: name), "connection '\(name)' lists no tools, and had some before")
            }
            var plan = SyncPlan(scope: scope, connection: connection, now: now)
            plan.compare(listed, with: known) { services.random.nextID(services.clock) }
            let report = ToolSyncReport(
                connection: name, entries: plan.entries, findings: findings,
                launchDigest: connection.identity,
                serverName: server.name, serverVersion: server.version, protocolRevision: server.protocolVersion)
            try await write(plan, report, scope: scope, requester: requester, now: now)
            return report
        } catch let error as StoreError {
            throw ExecutionError(error)
        } catch let error as ExecutionError {
            throw error
        } catch {
            throw ExecutionError(.store, "\(error)")
        }
    }

    private func write(
        _ plan: SyncPlan, _ report: ToolSyncReport, scope: ExecutionScope, requester: Requester, now: Timestamp
    ) async throws(StoreError) {
        var event = AuditEvent(
            id: services.random.nextID(services.clock).text, time: now, type: .toolsSynced,
            actor: AuditEvent.Actor(requester))
        event.source = services.source
        event.organization = scope.organization
        event.environment = scope.environment
        event.subject = requester.description
        event.target = "\(scope.scope)/Connection/\(report.connection)"
        event.outcome = "succeeded"
        event.context = [
            "launch": .string(report.launchDigest.description), "server": JSONValue(report.serverName),
            "summary": .string(report.summary), "version": JSONValue(report.serverVersion),
        ]
        let (rows, finished) = (plan.rows, event)
        let status = ConnectionTester.status(report, scope: scope, now: now)
        let key = ScopeRevision.toolsKey(organization: scope.organization, environment: scope.environment)
        try await services.store.write { store throws(StoreError) in
            try store.record(rows, status: status)
            if !rows.isEmpty {
                let raised = (try store.value(forKey: key).flatMap { Int64($0) } ?? 0) + 1
                try store.setValue(String(raised), forKey: key)
            }
            try store.append([finished])
        }
    }
}
