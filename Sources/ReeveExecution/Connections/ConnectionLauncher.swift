internal import ReeveJSON
package import ReeveMCP
package import ReeveModel

/// Opens the servers of Connections. A child process gets the environment that its Connection chose and nothing else.
package struct ConnectionLauncher: ConnectionProvider {
    private let secrets: SecretResolver
    private let environment: [String: String]
    private let projectRoot: String
    private let launcherPath: String?
    private let clientVersion: String
    private let ledger: ProcessLedger?
    private let agreed: AgreedProtocols?
    private let onServer: @Sendable (ServerEvent) -> Void

    /// - Parameters:
    ///   - environment: the variables of this process; a Connection may inherit some of them.
    ///   - launcherPath: see ``StdioLaunch/launcherPath``.
    ///   - ledger: notes the processes that are started.
    ///   - agreed: knows the protocols that servers agreed to in other processes.
    ///   - onServer: told of each process that starts or ends. Called on the threads of the servers, so it must be
    ///     quick.
    package init(
        secrets: SecretResolver, environment: [String: String], projectRoot: String,
        launcherPath: String? = Launcher.ownPath, clientVersion: String = "0",
        ledger: ProcessLedger? = nil, agreed: AgreedProtocols? = nil,
        onServer: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) {
        self.secrets = secrets
        self.environment = environment
        self.projectRoot = projectRoot
        self.launcherPath = launcherPath
        self.clientVersion = clientVersion
        self.ledger = ledger
        self.agreed = agreed
        self.onServer = onServer
    }

    package func pooled(
        _ connection: ExecutionScope.Connection, in scope: Scope
    ) async throws -> PooledConnection {
        let spec = connection.spec
        var options = SessionOptions()
        options.clientVersion = clientVersion
        options.openTimeout = spec.timeout
        options.requestTimeout = spec.timeout
        options.preference = ConnectionLauncher.preference(spec.protocolPreference)
        let key = "\(scope)/\(connection.name)"
        return PooledConnection(
            key: key, identity: connection.identity, maxConcurrency: spec.maxConcurrency, options: options,
            memory: agreed?.memory(of: key, identity: connection.identity) ?? AgreedEra(),
            connect: try await connector(to: spec.transport, of: "\(scope)/Connection/\(connection.name)"))
    }

    /// The connector of a transport. This is the one place that knows every transport.
    ///
    /// - Parameter path: the path of the Connection.
    private func connector(
        to transport: ConnectionTransport, of path: String
    ) async throws -> PooledConnection.Connect {
        switch transport {
        case .stdio(let server): return ChildProcess.connector(try await launch(server), hooks: hooks(path))
        case .planned(let name):
            throw ExecutionError(.connection, "transport '\(name.rawValue)' is not available in this version")
        }
    }

    // MARK: Child processes

    /// How the server is started, with its secrets read.
    package func launch(_ server: StdioServer) async throws -> StdioLaunch {
        var variables: [String: String] = [:]
        for name in server.inheritedVariables { variables[name] = environment[name] }
        // Secrets are read in the order of the variables, so that the error names the first missing one.
        let secret = try await secrets.values(of: server.environment.compactMap { SecretReference($0.value) })
        for (name, text) in server.environment {
            variables[name] = SecretReference(text).map { secret[$0] } ?? text
        }
        var directory = projectRoot
        if let wanted = server.workingDirectory {
            directory = wanted.hasPrefix("/") ? wanted : projectRoot + "/" + wanted
        }
        return StdioLaunch(
            command: server.sandbox + server.command, workingDirectory: directory, environment: variables,
            limits: ProcessLimits(
                cpuSeconds: server.limits.cpu.map { max(1, Int($0.microseconds / 1_000_000)) },
                memoryBytes: server.limits.memory.map(Int.init), openFiles: server.limits.files),
            launcherPath: launcherPath)
    }

    /// What is done when a process comes or goes: `onServer` is told, and the ledger notes it.
    private func hooks(_ path: String) -> ChildProcess.Hooks {
        let noted = ledger?.hooks(connection: path) ?? ChildProcess.Hooks()
        return ChildProcess.Hooks(
            processStarted: { [onServer] group async throws(MCPError) in
                onServer(.started(path, process: group.pgid))
                try await noted.processStarted(group)
            },
            processEnded: { [onServer] group in
                noted.processEnded(group)
                onServer(.ended(path, process: group.pgid))
            })
    }

    static func preference(_ text: String) -> ProtocolPreference {
        switch text {
        case "auto": .auto
        case "modern": .modern
        case "legacy": .legacy
        default: .revision(text)
        }
    }
}
