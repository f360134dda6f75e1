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
