/// Sends requests with libcurl, on a thread of its own that starts with the first request.
///
/// ```swift
/// let client = HTTPClient(HTTPClient.Configuration())
/// let response = try await client.send(
///     HTTPRequest(method: "GET", url: "https://example.com/", deadlines: .init(total: .seconds(30))))
/// let body = try await response.body.collect()
/// await client.shutdown()
/// ```
///
/// Connections are kept and used again by the requests of one client. A client that nobody refers to any more, also no
/// body, ends its thread.
package final class HTTPClient: HTTPTransport {
    package let configuration: Configuration
    private let loop: CurlLoop

    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        loop = CurlLoop(configuration)
    }

    deinit { loop.end() }

    /// Ends every transfer with ``HTTPError/Code/cancelled``, closes the connections, and returns when the thread is
    /// gone. Requests that come later fail the same way. A second call does no harm.
    package func shutdown() async {
        loop.end()
        await loop.untilEnded()
    }

    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let end = ContinuousClock.now.advanced(by: request.deadlines.total)
        var request = request
        var url = try HTTPURL(request.url)
        var hops = 0
        while true {
            let response: HTTPResponse
            do {
                response = try await exchange(request, url: url, end: end)
            } catch {
                throw hops == 0 ? error : HTTPError(error.code, error.message, requestSent: true)
            }
            guard case .sameOrigin(let hopsMax) = configuration.redirects,
                let next = Redirect(response, from: url, of: request)
            else { return response }
            hops += 1
            guard hops <= hopsMax else {
                throw HTTPError(
                    .invalidResponse, "'\(url.origin)' redirects more than \(hopsMax) times", requestSent: true)
            }
            (request, url) = (next.request, next.url)
        }
    }

    private func exchange(
        _ request: HTTPRequest, url: HTTPURL, end: ContinuousClock.Instant
    ) async throws(HTTPError) -> HTTPResponse {
        let plan = try TransferPlan(request, url: url, configuration: configuration, end: end)
        guard !Task.isCancelled else {
            throw HTTPError(.cancelled, "the request was cancelled", requestSent: false)
        }
        let exchange = loop.makeExchange()
        let reader = Reader(client: self, exchange: exchange)
        loop.post(.start(plan, exchange))
        let head = try await reader.head()
        return HTTPResponse(
            status: head.status, headers: head.headers,
            body: HTTPBody { () async throws(HTTPError) in try await reader.next() })
    }

    /// Holds the client for as long as a body is read, and gives the transfer up when nobody reads any more.
    private final class Reader: Sendable {
        private let client: HTTPClient
        private let exchange: TransferExchange

        init(client: HTTPClient, exchange: TransferExchange) {
            self.client = client
            self.exchange = exchange
        }

        deinit {
            if !exchange.hasEnded { client.loop.post(.cancel(exchange.id)) }
        }

        func head() async throws(HTTPError) -> ResponseHead {
            try await withTaskCancellationHandler {
                await exchange.head()
            } onCancel: {
                cancel()
            }.get()
        }

        func next() async throws(HTTPError) -> [UInt8]? {
            try await withTaskCancellationHandler {
                await exchange.next { client.loop.post(.resume(exchange.id)) }
            } onCancel: {
                cancel()
            }.get()
        }

        private func cancel() { client.loop.post(.cancel(exchange.id)) }
    }
}
