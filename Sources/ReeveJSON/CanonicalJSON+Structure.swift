// Canonical JSON written member by member, for documents that are too large to be built as a value first.
extension CanonicalJSONWriter {
    package mutating func beginObject() { append(byte: UInt8(ascii: "{")) }
    package mutating func endObject() { append(byte: UInt8(ascii: "}")) }
    package mutating func beginArray() { append(byte: UInt8(ascii: "[")) }
    package mutating func endArray() { append(byte: UInt8(ascii: "]")) }

    /// Writes the name of the next member, and the comma before it. Names come in canonical order and need no escape;
    /// that they do is the caller's promise.
    package mutating func key(_ name: StaticString) {
        separate()
        append(byte: UInt8(ascii: "\""))
        append(bytes: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        append(byte: UInt8(ascii: "\""))
        append(byte: UInt8(ascii: ":"))
    }

    /// Makes ready for the next element of an array, or for a member whose name is not known before.
    package mutating func separate() {
        switch lastByte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), nil: break
        default: append(byte: UInt8(ascii: ","))
        }
    }

    package mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        write(text)
    }

    package mutating func member(_ name: StaticString, _ number: Int64) {
        key(name)
        append(raw: String(number).utf8)
    }

    package mutating func member(_ name: StaticString, _ flag: Bool) {
        key(name)
        write(.bool(flag))
    }

    package mutating func member(_ name: StaticString, _ value: JSONValue) {
        key(name)
        write(value)
    }

    /// A member whose text is canonical JSON already.
    package mutating func member(_ name: StaticString, canonical text: String) {
        key(name)
        append(raw: text.utf8)
    }

    package mutating func member(_ name: StaticString, _ texts: [String]) {
        key(name)
        beginArray()
        for text in texts {
            separate()
            write(text)
        }
        endArray()
    }

    package mutating func member<Element>(
        _ name: StaticString, each elements: [Element], _ body: (Element, inout CanonicalJSONWriter) -> Void
    ) {
        key(name)
        beginArray()
        for element in elements {
            separate()
            body(element, &self)
        }
        endArray()
    }
}
