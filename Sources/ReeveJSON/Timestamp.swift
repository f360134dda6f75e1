/// An instant in integer microseconds since 1970-01-01T00:00:00Z; written as RFC 3339 in UTC.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.microseconds < rhs.microseconds }

    package func advanced(by duration: Duration) -> Timestamp {
        Timestamp(microseconds: microseconds + duration.microseconds)
    }

    /// The time from `other` to this instant.
    package func since(_ other: Timestamp) -> Duration { .microseconds(microseconds - other.microseconds) }

    /// The calendar fields in UTC.
    package var fields: CalendarFields {
        CalendarFields(secondsSinceEpoch: microseconds.flooredDivision(by: 1_000_000))
    }

    /// Reads an RFC 3339 instant with `Z` or an offset; more than six digits of a second are cut off.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func isByte(_ index: Int, _ allowed: String) -> Bool {
            index < bytes.count && allowed.utf8.contains(bytes[index])
        }
        guard let year = number(0..<4), isByte(4, "-"), let month = number(5..<7), isByte(7, "-"),
            let day = number(8..<10), isByte(10, "Tt "), let hour = number(11..<13), isByte(13, ":"),
            let minute = number(14..<16), isByte(16, ":"), let second = number(17..<19),
            (1...12).contains(month),
            (1...CalendarFields.days(inMonth: Int(month), ofYear: Int(year))).contains(Int(day)),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if isByte(index, ".") {
            index += 1
            let start = index
            var scale: Int64 = 100_000
            while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] {
                fraction += Int64(bytes[index] - UInt8(ascii: "0")) * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        var offset: Int64 = 0
        if isByte(index, "Zz") {
            index += 1
        } else if isByte(index, "+-") {
            guard let hours = number(index + 1..<index + 3), isByte(index + 3, ":"),
                let minutes = number(index + 4..<index + 6), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * 60 * (bytes[index] == UInt8(ascii: "-") ? -1 : 1)
            index += 6
        } else {
            return nil
        }
        guard index == bytes.count else { return nil }
        let days = CalendarFields.daysSinceEpoch(year: Int(year), month: Int(month), day: Int(day))
        let seconds = Int64(days) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        microseconds = seconds * 1_000_000 + fraction
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2026-11-23T21:41:07.000123Z`: always six digits, so text sorts as time does.
    package var description: String {
        let micros = microseconds - microseconds.flooredDivision(by: 1_000_000) * 1_000_000
        return fields.description + "." + String(micros).leftPadded(to: 6) + "Z"
    }

    /// `20261123T214107Z`, for file names.
    package var compact: String {
        let parts = fields
        return String(parts.year).leftPadded(to: 4)
            + [parts.month, parts.day].map { String($0).leftPadded(to: 2) }.joined()
            + "T" + [parts.hour, parts.minute, parts.second].map { String($0).leftPadded(to: 2) }.joined() + "Z"
    }
}

extension Duration {
    /// Whole microseconds, rounded toward zero.
    package var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension String {
    func leftPadded(to width: Int) -> String {
        count >= width ? self : String(repeating: "0", count: width - count) + self
    }
}
