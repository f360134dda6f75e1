import ReeveJSON

/// A JSON object in canonical text whose members are read one by one, when they are asked for.
///
/// Reading manifests asks for one or two members of each object; parsing the others would cost more than all else.
package struct CanonicalObject: Sendable {
    package struct Member: Sendable {
        package let name: String
        /// The bytes of the value.
        let value: Range<Int>

        package init(name: String, value: Range<Int>) {
            self.name = name
            self.value = value
        }
    }

    private let bytes: [UInt8]
    private let members: [Member]

    /// Takes canonical text and the places of its members, in canonical order.
    package init(bytes: [UInt8], members: [Member]) {
        self.bytes = bytes
        self.members = members
    }

    package init(_ object: JSONObject) {
        var writer = CanonicalJSONWriter(numbersAsWritten: true)
        var members: [Member] = []
        writer.append(byte: UInt8(ascii: "{"))
        for member in object {
            if !members.isEmpty { writer.append(byte: UInt8(ascii: ",")) }
            writer.write(member.key)
            writer.append(byte: UInt8(ascii: ":"))
            let start = writer.bytes.count
            writer.write(member.value)
            members.append(Member(name: member.key, value: start..<writer.bytes.count))
        }
        writer.append(byte: UInt8(ascii: "}"))
        self.init(bytes: writer.bytes, members: members)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package var isEmpty: Bool { members.isEmpty }

    package func has(_ name: String) -> Bool { place(of: name) != nil }

    /// The value of one member; nil where it is absent.
    package subscript(name: String) -> JSONValue? {
        guard let place = place(of: name) else { return nil }
        if let text = plainText(at: place) { return .string(text) }
        return bytes.withUnsafeBufferPointer { bytes in
            try? JSONParser.parse(UnsafeBufferPointer(rebasing: bytes[place])).get()
        }
    }

    /// The value of a member that is text; nil where it is absent or of another type.
    package func string(_ name: String) -> String? {
        guard let place = place(of: name) else { return nil }
        return plainText(at: place) ?? self[name]?.string
    }

    /// The canonical text of a member, for writing it elsewhere as it is.
    package func raw(_ name: String) -> ArraySlice<UInt8>? { place(of: name).map { bytes[$0] } }

    /// The object with some members added or replaced.
    package func setting(_ changes: JSONObject) -> CanonicalObject {
        var writer = CanonicalJSONWriter(reservingCapacity: bytes.count + 64, numbersAsWritten: true)
        var result: [Member] = []
        result.reserveCapacity(members.count + changes.count)
        func write(_ name: String, _ value: (inout CanonicalJSONWriter) -> Void) {
            writer.append(byte: UInt8(ascii: result.isEmpty ? "{" : ","))
            writer.write(name)
            writer.append(byte: UInt8(ascii: ":"))
            let start = writer.bytes.count
            value(&writer)
            result.append(Member(name: name, value: start..<writer.bytes.count))
        }
        var added = changes.members[...]
        for member in members {
            while let change = added.first, CanonicalOrder.precedes(change.key, member.name) {
                added.removeFirst()
                write(change.key) { $0.write(change.value) }
            }
            if let change = added.first, change.key == member.name {
                added.removeFirst()
                write(change.key) { $0.write(change.value) }
            } else {
                write(member.name) { $0.append(bytes: bytes[member.value]) }
            }
        }
        for change in added { write(change.key) { $0.write(change.value) } }
        if result.isEmpty { writer.append(byte: UInt8(ascii: "{")) }
        writer.append(byte: UInt8(ascii: "}"))
        return CanonicalObject(bytes: writer.bytes, members: result)
    }

    private func place(of name: String) -> Range<Int>? { members.first { $0.name == name }?.value }

    /// A text without escapes, which is its bytes between the quotes.
    private func plainText(at place: Range<Int>) -> String? {
        guard bytes[place.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes[place.lowerBound + 1..<place.upperBound - 1])
            return text.contains(UInt8(ascii: "\\")) ? nil : String(decoding: text, as: UTF8.self)
        }
    }
}
