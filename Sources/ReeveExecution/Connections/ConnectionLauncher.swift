internal import ReeveJSON
package import ReeveMCP
package import ReeveModel

/// Turns a Connection into what the pool needs to start its server.
package protocol ConnectionProvider: Sendable {
    /// Reads secrets, finds nothing on the disk yet.
    ///
    /// - Throws: ``SecretResolver/Missing``; ``ExecutionError`` where the transport is not served.
    func pooled(_ connection: ExecutionScope.Connection, in scope: Scope) async throws -> PooledConnection
}

/// A server's process comes or goes; by the path of its connection and the id of its process group.
package enum ServerEvent: Sendable, Hashable {
    case started(String, process: Int32)
    case ended(String, process: Int32)
}

/// Starts stdio servers with the environment that their Connection chose and nothing else.
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
    ///   - environment: the variables of this process, of which a Connection may inherit some.
    ///   - launcherPath: see ``StdioLaunch/launcherPath``.
    ///   - ledger: notes the processes that are started.
    ///   - agreed: knows what was agreed with servers in other processes.
    ///   - onServer: told of them too; called on the threads of the servers, must be quick.
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

    private func hooks(_ connection: String) -> ChildProcess.Hooks {
        let noted = ledger?.hooks(connection: connection) ?? ChildProcess.Hooks()
        return ChildProcess.Hooks(
            processStarted: { [onServer] group async throws(MCPError) in
                onServer(.started(connection, process: group.pgid))
                try await noted.processStarted(group)
            },
            processEnded: { [onServer] group in
                noted.processEnded(group)
                onServer(.ended(connection, process: group.pgid))
            })
    }

    package func pooled(
        _ connection: ExecutionScope.Connection, in scope: Scope
    ) async throws -> PooledConnection {
        let spec = connection.spec
        guard spec.transport == .stdio else {
            throw ExecutionError(.connection, "transport '\(spec.transport.rawValue)' is not available in this version")
        }
        var options = SessionOptions()
        options.clientVersion = clientVersion
        options.openTimeout = spec.timeout
        options.requestTimeout = spec.timeout
        options.preference = ConnectionLauncher.preference(spec.protocolPreference)
        let path = "\(scope)/Connection/\(connection.name)"
        let key = "\(scope)/\(connection.name)"
        return PooledConnection(
            key: key, digest: connection.launchDigest, maxConcurrency: spec.maxConcurrency, options: options,
            memory: agreed?.memory(of: key, launch: connection.launchDigest) ?? AgreedEra(),
            launch: try await launch(spec),
            hooks: hooks(path))
    }

    /// The launch, with secrets read.
    package func launch(_ spec: ConnectionSpec) async throws -> StdioLaunch {
        var variables: [String: String] = [:]
        for name in spec.inheritedVariables { variables[name] = environment[name] }
        // In their order, so that of several that are missing the first is named.
        let secret = try await secrets.values(of: spec.environment.compactMap { SecretReference($0.value) })
        for (name, text) in spec.environment {
            variables[name] = SecretReference(text).map { secret[$0] } ?? text
        }
        var directory = projectRoot
        if let wanted = spec.workingDirectory {
            directory = wanted.hasPrefix("/") ? wanted : projectRoot + "/" + wanted
        }
        return StdioLaunch(
            command: spec.sandbox + spec.command, workingDirectory: directory, environment: variables,
            limits: ProcessLimits(
                cpuSeconds: spec.limits.cpu.map { max(1, Int($0.microseconds / 1_000_000)) },
                memoryBytes: spec.limits.memory.map(Int.init), openFiles: spec.limits.files),
            launcherPath: launcherPath)
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
