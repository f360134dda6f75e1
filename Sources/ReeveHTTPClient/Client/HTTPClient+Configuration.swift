extension HTTPClient {
    package enum Redirects: Sendable, Hashable {
        /// The response with the status 3xx is the answer.
        case never
        /// Followed to the same scheme, host and port, this many times at most; beyond that the request fails with
        /// ``HTTPError/Code/invalidResponse``. A redirect to another origin is the answer, as with `never`: nothing is
        /// sent there.
        case sameOrigin(max: Int)
    }

    package struct Configuration: Sendable {
        package var tls = HTTPTLS()
        package var proxies = HTTPProxies.environment()
        package var redirects = Redirects.never
        /// nil: the host of each request, and public addresses alone.
        package var egress: EgressList?
        /// Whether HTTP/2 is used where the server offers it over TLS. Requests then share a connection: a body that is not
        /// read holds back the others, and a cancelled request leaves the socket open.
        package var allowsHTTP2 = false
        /// Requests to one origin that run at the same time; others wait their turn. Each has a connection of its own,
        /// unless HTTP/2 was agreed.
        package var connectionsPerOriginMax = 64
        /// Connections that are kept open after their request, of all origins together.
        package var idleConnectionsMax = 32
        /// How long a connection is kept that nobody uses; whole seconds.
        package var idleConnectionLifetime: Duration = .seconds(60)
        /// Whether the server may compress bodies. The bounds count the bytes that come out.
        package var acceptsCompressed = false
        /// Bytes of a body that wait for its reader before the server is slowed down.
        package var bufferBytesMax = 256 * 1_024

        package init() {}
    }
}
