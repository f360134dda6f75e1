import CLibCurl

/// Sets options one after the other, and keeps the first refusal.
struct CurlSettings {
    let easy: UnsafeMutableRawPointer
    var code = CURLE_OK

    mutating func set(_ option: CURLoption, _ value: Int) { note(clibcurl_set_long(easy, option, value)) }

    mutating func set(_ option: CURLoption, offset: Int64) { note(clibcurl_set_offset(easy, option, offset)) }

    mutating func set(_ option: CURLoption, _ text: String) { note(clibcurl_set_text(easy, option, text)) }

    mutating func set(_ option: CURLoption, memory: UnsafeMutableRawPointer?) {
        note(clibcurl_set_memory(easy, option, memory))
    }

    private mutating func note(_ result: CURLcode) { if code == CURLE_OK { code = result } }
}
