extension JSONValue {
    /// The canonical bytes (RFC 8785).
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalJSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The canonical bytes as text; one line.
    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// The canonical bytes, but with each number as it was written where it was read (``JSONNumber/writtenText``).
    package var writtenBytes: [UInt8] {
        var writer = CanonicalJSONWriter(numbersAsWritten: true)
        writer.write(self)
        return writer.bytes
    }

    /// See ``writtenBytes``.
    package var writtenText: String { String(decoding: writtenBytes, as: UTF8.self) }

    /// The value over several lines, two spaces a level, keys in canonical order, numbers as written; for people.
    package var prettyText: String {
        var printer = JSONPrettyPrinter()
        return String(decoding: printer.format(writtenBytes), as: UTF8.self)
    }
}
