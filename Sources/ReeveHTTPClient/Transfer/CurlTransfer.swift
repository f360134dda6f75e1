import CLibCurl

/// One request in libcurl, from its options to its end. It lives on the client's thread and nowhere else.
final class CurlTransfer {
    enum Phase {
        /// Name, address, connection, TLS, proxy.
        case connecting
        /// The request may be on its way.
        case sent
    }

    let plan: TransferPlan
    let exchange: TransferExchange
    let easy: UnsafeMutableRawPointer
    /// Set by what went wrong in a callback or an option; it goes before libcurl's own code.
    var failure: HTTPError?

    var phase = Phase.connecting
    let started = ContinuousClock.now
    /// The last sign of life of the server.
    var lastActivity = ContinuousClock.now
    /// The reader is slow: the silence is ours.
    var isPaused = false
    var reader: ResponseHeadReader
    var bodyBytes = 0
    var uploadedBytes: Int64 = 0
    /// Bytes that libcurl counted before the request itself, for a proxy.
    var bytesBeforeRequest: Int?
    /// An address that the egress list refused.
    var deniedAddress: IPAddress?
    /// An address was tried.
    var hasOpenedSocket = false

    private var headers: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private var body: UnsafeMutableRawBufferPointer?
    private let secrets: CurlSecrets

    /// nil where libcurl has no memory. Where an option fails, `failure` says so.
    init?(
        _ plan: TransferPlan, _ exchange: TransferExchange, configuration: HTTPClient.Configuration,
        secrets: CurlSecrets
    ) {
        guard let easy = clibcurl_easy_init() else { return nil }
        self.easy = easy
        self.plan = plan
        self.exchange = exchange
        self.secrets = secrets
        reader = ResponseHeadReader(bounds: plan.request.bounds)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = prepare(configuration)
        if code != CURLE_OK {
            failure = HTTPError(
                .invalidRequest, "libcurl refuses the request: \(String(cString: clibcurl_explain(code)))",
                requestSent: false)
        }
    }

    /// Frees everything. The handle must be out of its multi handle.
    func close() {
        clibcurl_easy_cleanup(easy)
        clibcurl_list_free(headers)
        headers = nil
        body?.deallocate()
        body = nil
    }

    deinit { errorText.deallocate() }

    /// The reader has room again. What libcurl kept back comes to the callbacks at once; a failure there is to be looked
    /// for, since libcurl goes on without those bytes.
    func resume() -> CURLcode {
        isPaused = false
        lastActivity = .now
        return clibcurl_pause(easy, CURLPAUSE_CONT)
    }

    /// What libcurl says about a failure, in one line of printable characters.
    var explanation: String? {
        let text = String(cString: errorText)
        guard !text.isEmpty else { return nil }
        return String(
            text.unicodeScalars.map { $0.isASCII && $0.value >= 0x20 && $0.value != 0x7F ? Character($0) : " " })
    }

    // MARK: options

    private func prepare(_ configuration: HTTPClient.Configuration) -> CURLcode {
        var settings = CurlSettings(easy: easy)
        settings.set(CURLOPT_ERRORBUFFER, memory: errorText)
        settings.set(CURLOPT_URL, plan.url.description)
        settings.set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
        settings.set(CURLOPT_NOSIGNAL, 1)
        settings.set(CURLOPT_FOLLOWLOCATION, 0)
        // An own proxy, or none: the environment was read already.
        settings.set(CURLOPT_PROXY, plan.proxy ?? "")
        settings.set(CURLOPT_NOPROXY, "")
        settings.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        settings.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        settings.set(
            CURLOPT_HTTP_VERSION, Int(configuration.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        settings.set(CURLOPT_MAXAGE_CONN, max(1, Int(configuration.idleConnectionLifetime.components.seconds)))
        settings.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        settings.set(CURLOPT_TCP_NODELAY, 1)
        // libcurl's limit for connecting is above ours, which counts; it divides the time among several addresses.
        settings.set(CURLOPT_CONNECTTIMEOUT_MS, plan.request.deadlines.connect.curlMilliseconds + 1_000)
        if configuration.acceptsCompressed { settings.set(CURLOPT_ACCEPT_ENCODING, "") }
        prepareMethod(&settings)
        prepareHeaders(&settings)
        guard settings.code == CURLE_OK else { return settings.code }
        // A name that is being resolved when its transfer ends is left to its thread (7.87.0 and newer); older versions
        // wait for it.
        _ = clibcurl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
        let code = secrets.apply(to: easy)
        return code == CURLE_OK ? installCallbacks() : code
    }

    private func prepareMethod(_ settings: inout CurlSettings) {
        let request = plan.request
        switch request.method {
        case "GET" where request.body.isEmpty: settings.set(CURLOPT_HTTPGET, 1)
        case "HEAD" where request.body.isEmpty: settings.set(CURLOPT_NOBODY, 1)
        default:
            settings.set(CURLOPT_CUSTOMREQUEST, request.method)
            guard !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) else { return }
            let body = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, request.body.count), alignment: 1)
            body.copyBytes(from: request.body)
            self.body = body
            settings.set(CURLOPT_POST, 1)
            settings.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: Int64(request.body.count))
            settings.set(CURLOPT_POSTFIELDS, memory: body.baseAddress)
        }
    }

    private func prepareHeaders(_ settings: inout CurlSettings) {
        var lines = plan.request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // libcurl would ask before it sends a large body, and call every body a form.
        lines.append("Expect:")
        if !plan.request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for line in lines {
            guard let longer = clibcurl_list_append(headers, line) else {
                settings.code = CURLE_OUT_OF_MEMORY
                return
            }
            headers = longer
        }
        settings.set(CURLOPT_HTTPHEADER, memory: headers)
    }
}

extension Duration {
    /// Whole milliseconds from 0 to a day.
    fileprivate var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return seconds < 86_400 ? Int(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) : 86_400_000
    }
}
