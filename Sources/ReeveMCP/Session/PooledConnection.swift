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
    package var memory: AgreedEra
    package let connect: Connect

    package init(
        key: String, digest: ContentDigest, maxConcurrency: Int, options: SessionOptions = SessionOptions(),
        memory: AgreedEra = AgreedEra(), connect: @escaping Connect
    ) {
        self.key = key
        self.digest = digest
        self.maxConcurrency = max(1, maxConcurrency)
        self.options = options
        self.memory = memory
        self.connect = connect
    }

    /// A connection to a server that is started as a child process.
    package init(
        key: String, digest: ContentDigest, maxConcurrency: Int, options: SessionOptions = SessionOptions(),
        memory: AgreedEra = AgreedEra(), launch: StdioLaunch, process: ChildProcess.Options = ChildProcess.Options(),
        hooks: ChildProcess.Hooks = ChildProcess.Hooks()
    ) {
        self.init(key: key, digest: digest, maxConcurrency: maxConcurrency, options: options, memory: memory) {
            () async throws(MCPError) in
            try await ChildProcess.spawn(launch, options: process, hooks: hooks)
        }
    }
}

/// What was agreed with a server, kept for other processes. It is a first guess and no promise: a server that has
/// changed is asked anew.
package struct AgreedEra: Sendable {
    package var recall: @Sendable () async -> ProtocolEra?
    package var remember: @Sendable (ProtocolEra) async -> Void

    /// Remembers nothing.
    package init() {
        recall = { nil }
        remember = { _ in }
    }

    package init(
        recall: @escaping @Sendable () async -> ProtocolEra?, remember: @escaping @Sendable (ProtocolEra) async -> Void
    ) {
        self.recall = recall
        self.remember = remember
    }
}

extension MCPSession {
    /// Connects and agrees the protocol.
    ///
    /// Some servers end when their first message is of the other generation. So with `auto` a server
    /// that ends during the agreement is started once more and asked the other question first.
    package static func open(
        connecting connect: PooledConnection.Connect, options: SessionOptions = SessionOptions(),
        timer: any DeadlineTimer = SystemTimer.shared
    ) async throws(MCPError) -> MCPSession {
        let deadline = timer.now.advanced(by: options.openTimeout)
        let transport = try await connect()
        do throws(MCPError) {
            return try await open(transport, options: options, timer: timer)
        } catch {
            guard options.preference == .auto, error.code == .serverExited || error.code == .connectionLost else {
                throw error
            }
            var other = options
            other.guess = options.guess == .legacy ? .modern : .legacy
            other.openTimeout = timer.now.duration(to: deadline)
            return try await open(try await connect(), options: other, timer: timer)
        }
    }
}
