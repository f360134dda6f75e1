/// Line and column of a byte, found by walking from the last one asked for.
struct JSONPlace {
    private(set) var line: UInt32 = 1
    private(set) var column: UInt32 = 1
    private var offset = 0
    private var lineStart = 0

    mutating func move(to wanted: Int, in text: UnsafeBufferPointer<UInt8>) {
        if wanted < offset {
            // Only ever back to the start of a token, which lies in the same line.
            while offset > wanted, offset > lineStart {
                offset -= 1
                if text[offset] & 0xC0 != 0x80 { column -= 1 }
            }
            return
        }
        while offset < wanted {
            let byte = text[offset]
            offset += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
                lineStart = offset
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}
