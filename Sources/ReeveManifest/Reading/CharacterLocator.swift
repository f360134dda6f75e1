/// Turns libyaml's marks, which count characters, into byte offsets.
///
/// Walks forward from the last answer, eight bytes at a time where the text is ASCII, so that all questions about
/// one text take one pass together; steps back as well as needed.
struct CharacterLocator {
    private let isASCII: Bool
    private let base: Int
    private var character = 0
    private var byte: Int

    /// - Parameter base: The byte of character 0.
    init(base: Int, isASCII: Bool) {
        self.base = base
        self.isASCII = isASCII
        byte = base
    }

    mutating func offset(of wanted: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        if isASCII { return min(base + wanted, text.count) }
        let raw = UnsafeRawBufferPointer(text)
        while character < wanted, byte < text.count {
            if wanted - character >= 8, byte + 8 <= text.count,
                raw.loadUnaligned(fromByteOffset: byte, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                byte += 8
                character += 8
                continue
            }
            byte += 1
            while byte < text.count, text[byte] & 0xC0 == 0x80 { byte += 1 }
            character += 1
        }
        while character > wanted, byte > base {
            byte -= 1
            while byte > base, text[byte] & 0xC0 == 0x80 { byte -= 1 }
            character -= 1
        }
        return byte
    }
}
