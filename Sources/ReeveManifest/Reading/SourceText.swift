import ReeveDiagnostics

/// The text of one manifest file: valid UTF-8 without NUL, a byte order mark left off.
///
/// Holding one keeps the bytes in memory; copies share them. Lines count from 1 and end at a line feed.
package struct SourceText: Sendable {
    /// As the user named it; `-` for standard input.
    package let file: String
    let storage: SourceBytes
    /// Whether the text has a character that YAML readers disagree about, so that a closer look is needed.
    let hasOddCharacters: Bool
    let isASCII: Bool

    /// Checks and takes bytes that are in memory.
    ///
    /// - Throws: A diagnostic, `source.nul-byte` or `source.invalid-utf8`, with line and column.
    package init(bytes: [UInt8], file: String) throws(Diagnostic) {
        try self.init(storage: SourceBytes(copying: bytes), file: file)
    }

    /// Checks and takes a text that is in memory.
    ///
    /// - Throws: A diagnostic, `source.nul-byte`.
    package init(_ text: String, file: String) throws(Diagnostic) {
        try self.init(bytes: Array(text.utf8), file: file)
    }

    init(storage: SourceBytes, file: String) throws(Diagnostic) {
        let bytes = storage.bytes
        let check = TextValidation.check(bytes)
        if let flaw = check.flaw {
            let position = TextValidation.position(of: flaw.offset, in: bytes)
            let end = SourcePosition(line: position.line, column: position.column + 1)
            let range = SourceRange(file: file, start: position, end: end)
            switch flaw.kind {
            case .nul:
                throw Diagnostic(.sourceNULByte, "the file holds a NUL byte", at: range, help: "manifests are text")
            case .invalidUTF8:
                let isUTF16 =
                    bytes.count >= 2 && (bytes[0], bytes[1]) == (0xFF, 0xFE) || bytes.starts(with: [0xFE, 0xFF])
                throw Diagnostic(
                    .sourceInvalidUTF8, "the file is not valid UTF-8", at: range,
                    help: isUTF16 ? "this looks like UTF-16; save it as UTF-8" : "save it as UTF-8")
            }
        }
        self.file = file
        self.storage = storage
        hasOddCharacters = check.hasOddCharacters
        isASCII = check.isASCII
    }

    /// The number of bytes.
    package var count: Int { storage.bytes.count }

    /// Calls `body` with the text's bytes; the buffer is valid for the length of the call.
    package func withUTF8<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withExtendedLifetime(storage) { body(storage.bytes) }
    }

    /// One line, counted from 1, without its line end; at most 64 KiB of it. Nil outside the text.
    package func line(_ number: Int) -> String? {
        guard number >= 1, let start = storage.offset(ofLine: number) else { return nil }
        return withUTF8 { bytes in
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), end - start < 64 << 10 { end += 1 }
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        }
    }
}
