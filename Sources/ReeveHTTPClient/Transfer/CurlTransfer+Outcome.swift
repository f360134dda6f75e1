import CLibCurl

/// How a transfer ends: its deadlines, and what libcurl's codes mean.
extension CurlTransfer {
    /// The next deadline, and what passing it is called.
    var deadline: (instant: ContinuousClock.Instant, code: HTTPError.Code) {
        let deadlines = plan.request.deadlines
        var next = (plan.end, HTTPError.Code.totalTimedOut)
        switch phase {
        case .connecting:
            let instant = started.advanced(by: deadlines.connect)
            if instant < next.0 { next = (instant, .connectTimedOut) }
        case .sent:
            let instant = lastActivity.advanced(by: deadlines.idle)
            if !isPaused, instant < next.0 { next = (instant, .idleTimedOut) }
        }
        return next
    }

    /// An instant before which no deadline passes, whatever the phase does until then.
    var earliestDeadline: ContinuousClock.Instant {
        switch phase {
        case .connecting: min(deadline.instant, ContinuousClock.now.advanced(by: plan.request.deadlines.idle))
        case .sent: deadline.instant
        }
    }

    func timedOut(_ code: HTTPError.Code) -> HTTPError { .timedOut(code, plan) }

    /// nil where the response came whole.
    func error(_ code: CURLcode) -> HTTPError? {
        if let failure { return failure }
        guard code != CURLE_OK else {
            // libcurl is content where a connection ends in the middle of the head.
            return reader.isComplete
                ? nil
                : HTTPError(
                    .connectionLost, "'\(plan.url.origin)' closed the connection inside the head", requestSent: true)
        }
        let origin = plan.url.origin
        if code == CURLE_COULDNT_CONNECT, let deniedAddress, !hasOpenedSocket {
            return HTTPError(
                .egressDenied, "the egress list does not allow '\(origin)' at \(deniedAddress)", requestSent: false)
        }
        let (meaning, words) = meaning(of: code)
        let detail = explanation ?? String(cString: clibcurl_explain(code))
        return HTTPError(meaning, "\(words): \(detail)", requestSent: requestSent)
    }

    private func meaning(of code: CURLcode) -> (HTTPError.Code, String) {
        let origin = plan.url.origin
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return (.nameNotResolved, "the name of '\(origin)' cannot be resolved")
        case CURLE_COULDNT_RESOLVE_PROXY: return (.nameNotResolved, "the name of the proxy cannot be resolved")
        case CURLE_COULDNT_CONNECT: return (.connectFailed, "'\(origin)' cannot be reached")
        case CURLE_PROXY: return (.connectFailed, "the proxy to '\(origin)' refuses")
        case CURLE_OPERATION_TIMEDOUT where phase == .connecting:
            return (.connectTimedOut, "'\(origin)' cannot be reached in time")
        case CURLE_URL_MALFORMAT,
            CURLE_UNSUPPORTED_PROTOCOL where phase == .connecting:
            return (.invalidRequest, "the address cannot be used")
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            return (.invalidRequest, "a certificate or key for '\(origin)' cannot be used")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            return (.tlsFailed, "TLS with '\(origin)' fails")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2:
            return (.invalidResponse, "'\(origin)' sent what is not HTTP")
        // A line of the head above libcurl's own limit of 100 KiB.
        case CURLE_OUT_OF_MEMORY where phase == .sent && !reader.isComplete, CURLcode(100):
            return (.tooLarge, "a header of '\(origin)' is larger than 100 KiB")
        // The same code for a connection that broke, where the system says why, and for chunks that cannot be read,
        // where it says nothing. TLS hides the difference.
        case CURLE_RECV_ERROR
        where origin.scheme == .http && clibcurl_info_long(easy, CURLINFO_OS_ERRNO) == 0 && reader.isComplete:
            return (.invalidResponse, "'\(origin)' sent what is not HTTP")
        default:
            return phase == .connecting
                ? (.connectFailed, "'\(origin)' cannot be reached")
                : (.connectionLost, "the connection to '\(origin)' broke")
        }
    }
}

extension HTTPError {
    static func timedOut(_ code: Code, _ plan: TransferPlan) -> HTTPError {
        let deadlines = plan.request.deadlines
        let message =
            switch code {
            case .connectTimedOut: "'\(plan.url.origin)' cannot be reached within \(deadlines.connect)"
            case .idleTimedOut: "'\(plan.url.origin)' is silent for \(deadlines.idle)"
            default: "'\(plan.url.origin)' has not answered whole within \(deadlines.total)"
            }
        return HTTPError(code, message, requestSent: false)
    }
}
