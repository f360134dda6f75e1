import CLibCurl

/// Certificates and keys that were given as bytes, at an address that libcurl reads them from. The bytes are
/// overwritten when the client ends.
final class CurlSecrets {
    private let tls: HTTPTLS
    private var blocks: [UnsafeMutableRawBufferPointer] = []
    private var blobs: [(option: CURLoption, block: Int)] = []
    private var paths: [(option: CURLoption, path: String)] = []

    init(_ tls: HTTPTLS) {
        self.tls = tls
        add(
            tls.authorities, [(CURLOPT_CAINFO, CURLOPT_CAINFO_BLOB), (CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAINFO_BLOB)])
        add(tls.certificate, [(CURLOPT_SSLCERT, CURLOPT_SSLCERT_BLOB)])
        add(tls.key, [(CURLOPT_SSLKEY, CURLOPT_SSLKEY_BLOB)])
    }

    private func add(_ source: HTTPTLS.Source?, _ options: [(path: CURLoption, blob: CURLoption)]) {
        switch source {
        case .file(let path): paths += options.map { ($0.path, path) }
        case .bytes(let bytes):
            let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
            block.copyBytes(from: bytes)
            blobs += options.map { ($0.blob, blocks.count) }
            blocks.append(UnsafeMutableRawBufferPointer(rebasing: block[..<bytes.count]))
        case nil: return
        }
    }

    func apply(to easy: UnsafeMutableRawPointer) -> CURLcode {
        if tls.authorities != nil {
            // The system's folder of certificates would be trusted beside the given ones.
            for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] {
                let code = clibcurl_set_text(easy, option, nil)
                guard code == CURLE_OK else { return code }
            }
        }
        for (option, path) in paths {
            let code = clibcurl_set_text(easy, option, path)
            guard code == CURLE_OK else { return code }
        }
        for (option, index) in blobs {
            let code = clibcurl_set_blob(easy, option, blocks[index].baseAddress, blocks[index].count)
            guard code == CURLE_OK else { return code }
        }
        return CURLE_OK
    }

    deinit {
        for block in blocks {
            // `initializeMemory` is not left out by the compiler here: the memory is freed through a pointer it gave away.
            _ = block.initializeMemory(as: UInt8.self, repeating: 0)
            block.deallocate()
        }
    }
}
