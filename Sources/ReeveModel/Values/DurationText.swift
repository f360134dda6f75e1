/// Durations as manifests write them: `30s`, `5m`, `1h30m`, `250ms`, `2d`.
package enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Reads one or more counts with units, the larger first and each at most once; nil for anything else.
    ///
    /// At most 100 years, so that sums of durations do not overflow.
    package static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        var total: Int64 = 0
        var lastUnit: Int64 = .max
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, digits.count <= 12, let count = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isASCII && $0.isLetter }
            guard let unit = units.first(where: { $0.suffix == letters })?.milliseconds, unit < lastUnit else {
                return nil
            }
            rest = rest.dropFirst(letters.count)
            lastUnit = unit
            let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
            guard !overflowed, product <= 3_155_760_000_000 else { return nil }
            total += product
            guard total <= 3_155_760_000_000 else { return nil }
        }
        return .milliseconds(total)
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
