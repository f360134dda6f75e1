/// A request that was checked, with everything that its transfer needs.
struct TransferPlan: Sendable {
    let request: HTTPRequest
    let url: HTTPURL
    /// nil: straight to the origin.
    let proxy: String?
    let egress: EgressList
    /// When the whole exchange must be over.
    let end: ContinuousClock.Instant

    /// - Throws: ``HTTPError/Code/invalidRequest``, or ``HTTPError/Code/egressDenied`` where the name alone decides.
    init(
        _ request: HTTPRequest, url: HTTPURL, configuration: HTTPClient.Configuration, end: ContinuousClock.Instant
    ) throws(HTTPError) {
        try Self.check(request)
        self.request = request
        self.url = url
        self.end = end
        proxy = try configuration.proxies.proxy(for: url.origin)
        egress = configuration.egress ?? .endpoint(url.origin)
        guard proxy == nil ? egress.mayAllow(url.origin) : egress.allowsThroughProxy(url.origin) else {
            throw HTTPError(
                .egressDenied, "the egress list does not allow '\(url.origin)'", requestSent: false)
        }
    }

    /// Whether the request may be sent again without harm (RFC 9110, section 9.2.1).
    var isSafe: Bool { request.method == "GET" || request.method == "HEAD" }

    private static func check(_ request: HTTPRequest) throws(HTTPError) {
        guard request.method.utf8.allSatisfy(isTokenByte), !request.method.isEmpty,
            request.method != "CONNECT", request.method != "TRACE"
        else { throw invalid("the method of the request cannot be used") }
        for (name, value) in request.headers {
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
                throw invalid("the request has a header whose name cannot be used")
            }
            guard !ownHeaders.contains(name.lowercased()) else {
                throw invalid("the header '\(name)' is written by the client itself")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw invalid("the value of the header '\(name)' has a control character")
            }
        }
    }

    /// Headers that frame a message or belong to the connection. A second opinion about them is how requests are
    /// smuggled.
    private static let ownHeaders: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade",
    ]

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func invalid(_ message: String) -> HTTPError {
        HTTPError(.invalidRequest, message, requestSent: false)
    }
}
