/// One request, with the bounds of its response.
package struct HTTPRequest: Sendable {
    /// Bounds in bytes. A response that passes one of them fails with ``HTTPError/Code/tooLarge``.
    package struct Bounds: Sendable, Hashable {
        /// All headers of the response together, with those of interim responses; at most 256 KiB.
        package var headerBytesMax: Int { didSet { headerBytesMax = min(headerBytesMax, Self.headerBytesLimit) } }
        /// Headers of the response, as a count.
        package var headerCountMax: Int
        /// The body as it is read; of a compressed one, what comes out.
        package var bodyBytesMax: Int

        package init(
            headerBytesMax: Int = 64 * 1_024, bodyBytesMax: Int = 32 * 1_024 * 1_024, headerCountMax: Int = 500
        ) {
            self.headerBytesMax = min(headerBytesMax, Self.headerBytesLimit)
            self.bodyBytesMax = bodyBytesMax
            self.headerCountMax = headerCountMax
        }

        /// libcurl itself gives up at 300 KB, with a code that says something else.
        private static let headerBytesLimit = 256 * 1_024
    }

    package struct Deadlines: Sendable, Hashable {
        /// For name, address, connection and TLS, from the request's turn on.
        package var connect: Duration
        /// The longest silence of the server, from the request on. Time in which the body waits for its reader is none.
        package var idle: Duration
        /// From the call of `send` to the last byte of the body.
        package var total: Duration

        package init(connect: Duration = .seconds(10), idle: Duration = .seconds(60), total: Duration) {
            self.connect = connect
            self.idle = idle
            self.total = total
        }
    }

    package var method: String
    /// An absolute `http` or `https` address without user, password or fragment.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var bounds: Bounds
    package var deadlines: Deadlines

    package init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        bounds: Bounds = Bounds(), deadlines: Deadlines
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.bounds = bounds
        self.deadlines = deadlines
    }
}
