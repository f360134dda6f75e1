import ReeveJSON

/// Numbers, times and sizes as people read them; always with a point and in UTC.
package enum FigureText {
    /// `412 ms`, `14.2 s`, `3 min 12 s`, `2 h 5 min`.
    package static func duration(_ duration: Duration) -> String {
        let microseconds = max(0, duration.microseconds)
        if microseconds < 1_000 { return microseconds == 0 ? "0 ms" : "<1 ms" }
        if microseconds < 999_500 { return "\((microseconds + 500) / 1_000) ms" }
        if microseconds < 59_950_000 {
            let tenths = (microseconds + 50_000) / 100_000
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let seconds = (microseconds + 500_000) / 1_000_000
        if seconds < 3_600 {
            return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
        }
        let minutes = (seconds + 30) / 60
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// `4,812`.
    package static func count(_ value: some BinaryInteger) -> String {
        let digits = Array(String(value.magnitude))
        var out = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }

    /// `1 run`, `8 runs`.
    package static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
        count(value) + " " + (value == 1 ? noun : plural ?? noun + "s")
    }

    /// `312 B`, `4.1 KiB`, `1.0 MiB`.
    package static func bytes(_ value: Int) -> String {
        if value < 1_024 { return "\(value) B" }
        let (unit, divisor) = value < 1_048_576 ? ("KiB", 1_024) : ("MiB", 1_048_576)
        let tenths = (value * 10 + divisor / 2) / divisor
        return "\(tenths / 10).\(tenths % 10) \(unit)"
    }

    /// Micro-units with their currency, `0.000862 EUR`.
    package static func money(_ microUnits: Int64, _ currency: String) -> String {
        money(microUnits) + " " + currency
    }

    /// Micro-units without their currency, `0.000862`.
    static func money(_ microUnits: Int64) -> String {
        let magnitude = microUnits.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        while fraction.utf8.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(microUnits < 0 ? "-" : "")\(magnitude / 1_000_000).\(fraction)"
    }

    /// `2026-11-23 21:41:07 UTC`.
    package static func instant(_ time: Timestamp) -> String {
        time.fields.description.replacing("T", with: " ") + " UTC"
    }

    /// The time of day, `21:41:07`.
    package static func clock(_ time: Timestamp) -> String { String(time.fields.description.suffix(8)) }

    /// The time of day with milliseconds, `21:41:07.035`.
    package static func exactClock(_ time: Timestamp) -> String {
        let milliseconds = String((time.microseconds % 1_000_000 + 1_000_000) % 1_000_000 / 1_000)
        return clock(time) + "." + String(repeating: "0", count: 3 - milliseconds.utf8.count) + milliseconds
    }

    /// A coordinate with at most one decimal.
    static func coordinate(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let magnitude = tenths.magnitude
        return magnitude % 10 == 0 ? "\(sign)\(magnitude / 10)" : "\(sign)\(magnitude / 10).\(magnitude % 10)"
    }
}
