/// Reads one TZif file (RFC 8536, versions 1 to 4) that was loaded into memory.
///
/// Everything is checked before it is used: counts against the bounds below and the bytes at hand, order, indices,
/// offsets. A file with leap seconds is refused.
struct TZifReader {
    /// The largest real file has some 2,500 bytes and 240 changes.
    static let bytesMaximum = 256 * 1_024
    static let transitionsMaximum = 20_000
    static let abbreviationBytesMaximum = 4_096
    /// RFC 8536, section 3.2: offsets lie between -24:59:59 and 25:59:59.
    static let offsets = -89_999...93_599

    private let bytes: [UInt8]
    private let zone: String
    private var index = 0

    private init(bytes: [UInt8], zone: String) {
        self.bytes = bytes
        self.zone = zone
    }

    /// - Throws: `tooLarge`, `malformed` or `leapSeconds`.
    static func rules(from bytes: [UInt8], zone: String) throws(TimeZoneError) -> TimeZoneRules {
        guard bytes.count <= bytesMaximum else { throw TimeZoneError(.tooLarge, zone: zone) }
        var reader = TZifReader(bytes: bytes, zone: zone)
        return try reader.read()
    }

    private struct Header {
        let version: UInt8
        let utIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let transitions: Int
        let types: Int
        let abbreviationBytes: Int

        func dataBytes(timeBytes: Int) -> Int {
            transitions * (timeBytes + 1) + types * 6 + abbreviationBytes + leapSeconds * (timeBytes + 4)
                + standardIndicators + utIndicators
        }
    }

    private mutating func read() throws(TimeZoneError) -> TimeZoneRules {
        let first = try header()
        if first.version == 0 { return try block(first, timeBytes: 4, hasFooter: false) }
        // The first block repeats the second in 32 bits, for old readers.
        try skip(first.dataBytes(timeBytes: 4))
        return try block(try header(), timeBytes: 8, hasFooter: true)
    }

    private mutating func header() throws(TimeZoneError) -> Header {
        guard bytes.count - index >= 44, bytes[index..<index + 4].elementsEqual("TZif".utf8) else {
            throw malformed("no TZif header")
        }
        let version = bytes[index + 4]
        guard version == 0 || (UInt8(ascii: "2")...UInt8(ascii: "4")).contains(version) else {
            throw malformed("unknown version")
        }
        index += 20
        let header = Header(
            version: version, utIndicators: count(), standardIndicators: count(), leapSeconds: count(),
            transitions: count(), types: count(), abbreviationBytes: count())
        guard header.transitions <= Self.transitionsMaximum, header.types <= 256,
            header.abbreviationBytes <= Self.abbreviationBytesMaximum, header.leapSeconds <= 1_000,
            header.utIndicators <= 256, header.standardIndicators <= 256
        else { throw TimeZoneError(.tooLarge, zone: zone) }
        return header
    }

    private mutating func block(
        _ header: Header, timeBytes: Int, hasFooter: Bool
    ) throws(TimeZoneError) -> TimeZoneRules {
        guard header.leapSeconds == 0 else { throw TimeZoneError(.leapSeconds, zone: zone) }
        guard header.types > 0 else { throw malformed("no clocks") }
        guard bytes.count - index >= header.dataBytes(timeBytes: timeBytes) else { throw malformed("cut short") }
        var transitions: [Int64] = []
        transitions.reserveCapacity(header.transitions)
        for _ in 0..<header.transitions {
            let instant = integer(timeBytes)
            // Sums with offsets stay far from the ends of the type; no calendar reaches this far.
            guard instant > transitions.last ?? .min, instant.magnitude < 1 << 60 else {
                throw malformed("changes out of order")
            }
            transitions.append(instant)
        }
        let typeIndices = Array(bytes[index..<index + header.transitions])
        guard typeIndices.allSatisfy({ Int($0) < header.types }) else { throw malformed("unknown clock") }
        index += header.transitions
        let types = try types(header)
        try skip(header.standardIndicators + header.utIndicators)
        return TimeZoneRules(
            name: zone, transitions: transitions, typeIndices: typeIndices, types: types,
            footer: hasFooter ? try footer() : nil)
    }

    private mutating func types(_ header: Header) throws(TimeZoneError) -> [LocalTimeType] {
        let start = index
        index += header.types * 6
        let names = bytes[index..<index + header.abbreviationBytes]
        index += header.abbreviationBytes
        var types: [LocalTimeType] = []
        for entry in stride(from: start, to: start + header.types * 6, by: 6) {
            let offset = Int(
                Int32(truncatingIfNeeded: bytes[entry..<entry + 4].reduce(0 as Int64) { $0 << 8 | Int64($1) }))
            let flag = bytes[entry + 4]
            let name = names.dropFirst(Int(bytes[entry + 5]))
            guard Self.offsets.contains(offset), flag <= 1, let end = name.firstIndex(of: 0),
                name[..<end].allSatisfy({ (0x20...0x7E).contains($0) })
            else { throw malformed("a clock out of range") }
            types.append(
                LocalTimeType(
                    offset: offset, isDaylightSaving: flag == 1,
                    abbreviation: String(decoding: name[..<end], as: UTF8.self)))
        }
        return types
    }

    /// The TZ string between two line feeds; nil where it is empty.
    private mutating func footer() throws(TimeZoneError) -> PosixTimeZone? {
        let newline = UInt8(ascii: "\n")
        guard index < bytes.count, bytes[index] == newline,
            let end = bytes[(index + 1)...].firstIndex(of: newline)
        else { throw malformed("no footer") }
        guard end > index + 1 else { return nil }
        guard let rule = PosixTimeZone(String(decoding: bytes[(index + 1)..<end], as: UTF8.self)) else {
            throw malformed("a footer that is no TZ string")
        }
        return rule
    }

    private mutating func skip(_ count: Int) throws(TimeZoneError) {
        guard bytes.count - index >= count else { throw malformed("cut short") }
        index += count
    }

    /// A count of the header, whose bytes are known to be there.
    private mutating func count() -> Int { Int(UInt32(truncatingIfNeeded: integer(4))) }

    /// A signed big-endian integer.
    private mutating func integer(_ width: Int) -> Int64 {
        var value: Int64 = 0
        for byte in bytes[index..<index + width] { value = value << 8 | Int64(byte) }
        index += width
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
    }

    private func malformed(_ detail: String) -> TimeZoneError { TimeZoneError(.malformed, zone: zone, detail: detail) }
}
