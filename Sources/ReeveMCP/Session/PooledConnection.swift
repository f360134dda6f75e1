package import ReeveJSON

/// What the pool needs to open sessions of one connection: how many, and a factory of transports.
///
/// The pool knows no transport. What is started or connected to is known to ``connect`` alone.
package struct PooledConnection: Sendable {
    package typealias Connect = @Sendable () async throws(MCPError) -> any MCPTransport

    /// Sessions are shared under this name, as long as the identity is the same.
    package let key: String
    /// Names the server. A connection that is asked for with another identity ends its idle sessions of the former one.
    package let identity: ContentDigest
    /// The most sessions at once, those that are ending included.
    package let maxConcurrency: Int
    package let options: SessionOptions
    package var memory: AgreedEra
    /// Makes one transport, to a server of its own.
    package let connect: Connect

    package init(
        key: String, identity: ContentDigest, maxConcurrency: Int, options: SessionOptions = SessionOptions(),
        memory: AgreedEra = AgreedEra(), connect: @escaping Connect
    ) {
        self.key = key
        self.identity = identity
        self.maxConcurrency = max(1, maxConcurrency)
        self.options = options
        self.memory = memory
        self.connect = connect
    }
}
