import CLibCurl
import Glibc

/// What libcurl calls. All of it runs on the client's thread, inside `curl_multi_perform`, `curl_easy_pause` or
/// `curl_multi_remove_handle`, while the driver holds the transfer.
extension CurlTransfer {
    func installCallbacks() -> CURLcode {
        var callbacks = clibcurl_callbacks()
        callbacks.header = { bytes, size, count, context in
            guard let transfer = CurlTransfer.of(context) else { return 0 }
            return transfer.receiveHeader(CurlTransfer.buffer(bytes, size * count)) ? size * count : 0
        }
        callbacks.body = { bytes, size, count, context in
            guard let transfer = CurlTransfer.of(context) else { return 0 }
            return transfer.receiveBody(CurlTransfer.buffer(bytes, size * count))
        }
        callbacks.open_socket = { context, _, address in
            guard let transfer = CurlTransfer.of(context), let address else { return CURL_SOCKET_BAD }
            return transfer.openSocket(address)
        }
        callbacks.before_request = { context, _, _, _, _ in
            guard let transfer = CurlTransfer.of(context), transfer.mayBegin() else { return CURL_PREREQFUNC_ABORT }
            return CURL_PREREQFUNC_OK
        }
        // The progress of a small body says nothing: the system's buffer takes it at once.
        if plan.request.body.count > 1 << 16 {
            callbacks.progress = { context, _, _, _, uploaded in
                CurlTransfer.of(context)?.noteUploaded(Int64(uploaded))
                return 0
            }
        }
        // Unretained: `CurlDriver.running` keeps the transfer for as long as libcurl has its handle.
        return clibcurl_set_callbacks(easy, &callbacks, Unmanaged.passUnretained(self).toOpaque())
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func buffer(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        guard let bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// The address that the name resolved to is judged here, in the moment of its use.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let family = address.pointee.family
        if plan.proxy == nil {
            let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
            guard let target = IPAddress(UnsafeRawPointer(address) + start) else { return CURL_SOCKET_BAD }
            guard plan.egress.allows(target, for: plan.url.origin) else {
                deniedAddress = target
                return CURL_SOCKET_BAD
            }
        }
        hasOpenedSocket = true
        return socket(family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    /// The connection stands and the request is about to be written. libcurl comes here a second time where a kept
    /// connection was lost before anything was answered: what the server did with the request is then unknown.
    private func mayBegin() -> Bool {
        if requestSent, !plan.isSafe {
            failure = HTTPError(
                .connectionLost, "'\(plan.url.origin)' closed the connection without an answer", requestSent: true)
            return false
        }
        phase = .sent
        lastActivity = .now
        if bytesBeforeRequest == nil { bytesBeforeRequest = clibcurl_info_long(easy, CURLINFO_REQUEST_SIZE) }
        return true
    }

    /// Whether a byte of the request has left; bytes for a proxy do not count.
    var requestSent: Bool {
        guard let bytesBeforeRequest else { return false }
        return clibcurl_info_long(easy, CURLINFO_REQUEST_SIZE) > bytesBeforeRequest
    }

    private func receiveHeader(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        lastActivity = .now
        do {
            guard let head = try reader.read(line) else { return true }
            let length = clibcurl_info_offset(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
            let isPlain = !head.headers.contains { $0.name.lowercased() == "content-encoding" }
            guard length <= plan.request.bounds.bodyBytesMax || !isPlain || plan.request.method == "HEAD" else {
                failure = bodyTooLarge
                return false
            }
            exchange.give(head)
            return true
        } catch {
            failure = error
            return false
        }
    }

    private func receiveBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        lastActivity = .now
        guard bodyBytes + bytes.count <= plan.request.bounds.bodyBytesMax else {
            failure = bodyTooLarge
            return 0
        }
        guard exchange.give(bytes) else {
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        bodyBytes += bytes.count
        return bytes.count
    }

    private var bodyTooLarge: HTTPError {
        let bound = plan.request.bounds.bodyBytesMax
        return HTTPError(.tooLarge, "the body of the response is larger than \(bound) bytes", requestSent: true)
    }

    private func noteUploaded(_ count: Int64) {
        guard count != uploadedBytes else { return }
        uploadedBytes = count
        lastActivity = .now
    }
}
