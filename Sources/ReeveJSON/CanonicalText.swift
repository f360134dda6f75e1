/// Looks into canonical JSON text without reading all of it.
package enum CanonicalText {
    /// The text of a member of the outermost object; nil where it is absent.
    ///
    /// `text` is canonical JSON of an object, which nothing but its writer made; names have no escapes.
    package static func member(_ name: StaticString, of text: String) -> Substring? {
        var text = text
        let range = text.withUTF8 { place(of: name, in: $0) }
        guard let range else { return nil }
        let utf8 = text.utf8
        return text[
            utf8.index(
                utf8.startIndex, offsetBy: range.lowerBound)..<utf8.index(
                    utf8.startIndex, offsetBy: range.upperBound)]
    }

    private static func place(of name: StaticString, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        var index = 1
        while index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            let key = index + 1
            skipText(bytes, &index)
            let isWanted =
                index - 1 - key == wanted.count
                && UnsafeBufferPointer(rebasing: bytes[key..<index - 1]).elementsEqual(wanted)
            index += 1
            let value = index
            skipValue(bytes, &index)
            if isWanted { return value..<index }
            index += 1
        }
        return nil
    }

    /// From a quote to behind the one that closes it.
    private static func skipText(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
    }

    /// To the comma or the bracket behind a value.
    private static func skipValue(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                skipText(bytes, &index)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return
            default: break
            }
            index += 1
        }
    }
}
