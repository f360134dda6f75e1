package import ReeveJSON

/// What the pool needs to open sessions of one connection.
package struct PooledConnection: Sendable {
    package typealias Connect = @Sendable () async throws(MCPError) -> any MCPTransport

    /// Sessions are shared under this name, as long as the digest is the same.
    package let key: String
    /// Of the launch; idle sessions of another digest are ended when this one is asked for.
    package let digest: ContentDigest
    /// The most sessions at once, those that are ending included.
    package let maxConcurrency: Int
    package let options: SessionOptions
    package let connect: Connect

    package init(
        key: String, digest: ContentDigest, maxConcurrency: Int, options: SessionOptions = SessionOptions(),
        connect: @escaping Connect
    ) {
        self.key = key
        self.digest = digest
        self.maxConcurrency = max(1, maxConcurrency)
        self.options = options
        self.connect = connect
    }

    /// A connection to a server that is started as a child process.
    package init(
        key: String, digest: ContentDigest, maxConcurrency: Int, options: SessionOptions = SessionOptions(),
        launch: StdioLaunch, process: ChildProcess.Options = ChildProcess.Options(),
        hooks: ChildProcess.Hooks = ChildProcess.Hooks()
    ) {
        self.init(key: key, digest: digest, maxConcurrency: maxConcurrency, options: options) {
            () async throws(MCPError) in
            try await ChildProcess.spawn(launch, options: process, hooks: hooks)
        }
    }
}

extension MCPSession {
    /// Connects and agrees the protocol.
    ///
    /// Some legacy servers end when their first message is not `initialize`. So with `auto` a server
    /// that ends during the agreement is started once more and spoken to as a legacy one.
    package static func open(
        connecting connect: PooledConnection.Connect, options: SessionOptions = SessionOptions(),
        timer: any DeadlineTimer = SystemTimer.shared
    ) async throws(MCPError) -> MCPSession {
        let transport = try await connect()
        do throws(MCPError) {
            return try await open(transport, options: options, timer: timer)
        } catch {
            guard options.preference == .auto, error.code == .serverExited || error.code == .connectionLost else {
                throw error
            }
            var legacy = options
            legacy.preference = .legacy
            return try await open(try await connect(), options: legacy, timer: timer)
        }
    }
}
