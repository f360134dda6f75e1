/// Durations as manifests write them: `30s`, `5m`, `1h30m`, `250ms`, `2d`.
package enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Reads one or more counts with units, the larger first and each at most once; nil for anything else.
    ///
    /// At most 100 years, so that sums of durations do not overflow.
    package static func parse(_ text: String) -> Duration? {
        var text = text
        return text.withUTF8(parse)
    }

    private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Duration? {
        var index = 0
        var total: Int64 = 0
        var lastUnit: Int64 = .max
        guard !text.isEmpty else { return nil }
        while index < text.count {
            var count: Int64 = 0
            let start = index
            while index < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[index] {
                guard index - start < 12 else { return nil }
                count = count * 10 + Int64(text[index] - UInt8(ascii: "0"))
                index += 1
            }
            guard index > start, let unit = unit(in: text, at: &index), unit < lastUnit else { return nil }
            lastUnit = unit
            let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
            guard !overflowed, product <= 3_155_760_000_000 else { return nil }
            total += product
            guard total <= 3_155_760_000_000 else { return nil }
        }
        return .milliseconds(total)
    }

    /// Reads a unit, which a digit or the end follows.
    private static func unit(in text: UnsafeBufferPointer<UInt8>, at index: inout Int) -> Int64? {
        func at(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }
        let isDouble = at(0) == UInt8(ascii: "m") && at(1) == UInt8(ascii: "s")
        let unit: Int64
        switch at(0) {
        case UInt8(ascii: "d"): unit = 86_400_000
        case UInt8(ascii: "h"): unit = 3_600_000
        case UInt8(ascii: "m"): unit = isDouble ? 1 : 60_000
        case UInt8(ascii: "s"): unit = 1_000
        default: return nil
        }
        index += isDouble ? 2 : 1
        return unit
    }

    /// The one text of a duration: the same length is always written the same; below a millisecond is cut off.
    package static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        guard rest > 0 else { return "0s" }
        var out = ""
        for unit in units where rest >= unit.milliseconds && (unit.suffix != "d" || rest % unit.milliseconds == 0) {
            out += "\(rest / unit.milliseconds)\(unit.suffix)"
            rest %= unit.milliseconds
        }
        return out
    }
}
