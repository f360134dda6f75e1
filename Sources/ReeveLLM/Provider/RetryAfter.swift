internal import ReeveJSON

/// How long a provider asks to wait (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// A longer wish is taken for this one.
    static let longest: Duration = .seconds(86_400)

    /// Of `retry-after-ms`, then of `retry-after`, seconds or a date; nil where neither can be read.
    static func duration(milliseconds: String?, retryAfter: String?, now: Timestamp) -> Duration? {
        if let milliseconds, let count = number(milliseconds) { return bounded(count / 1_000) }
        guard let retryAfter else { return nil }
        if let seconds = number(retryAfter) { return bounded(seconds) }
        guard let instant = instant(retryAfter) else { return nil }
        return min(longest, max(.zero, instant.since(now)))
    }

    private static func bounded(_ seconds: Double) -> Duration { min(longest, .seconds(min(seconds, 1e9))) }

    private static func number(_ text: String) -> Double? {
        let digits = trimmed(text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else {
            return nil
        }
        return Double(digits)
    }

    private static func trimmed(_ text: String) -> Substring {
        var rest = text[...]
        while rest.last == " " { rest.removeLast() }
        return rest.drop { $0 == " " }
    }

    /// An HTTP date in any of its three forms, RFC 9110, section 5.6.7. In each the day comes before the year.
    private static func instant(_ text: String) -> Timestamp? {
        let words = text.utf8.prefix(64).split { !isLetterOrDigit($0) && $0 != UInt8(ascii: ":") }
            .map { String(decoding: $0, as: UTF8.self) }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let numbers = words.compactMap { Int($0) }
        let time = words.first { $0.contains(":") }?.split(separator: ":").compactMap { Int($0) } ?? []
        guard let month = words.compactMap({ months.firstIndex(of: $0) }).first, numbers.count == 2, time.count == 3
        else { return nil }
        let year = numbers[1] < 70 ? numbers[1] + 2_000 : numbers[1] < 100 ? numbers[1] + 1_900 : numbers[1]
        func padded(_ number: Int, _ width: Int = 2) -> String {
            String(repeating: "0", count: max(0, width - "\(number)".utf8.count)) + "\(number)"
        }
        let date = "\(padded(year, 4))-\(padded(month + 1))-\(padded(numbers[0]))"
        return Timestamp(date + "T" + time.map { padded($0) }.joined(separator: ":") + "Z")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
