import ArgumentParser
import ReeveJSON
import ReeveModel

/// Points in time, in the form that options have.
enum InstantText {
    /// Reads an instant or a date. A date stands for its first moment in UTC.
    static func parse(_ text: String, _ option: String) throws -> Timestamp {
        if let value = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") { return value }
        throw ValidationError("\(option) takes an instant such as 2026-11-23T22:30:00Z, or a date, not '\(text)'")
    }

    /// Reads a length of time, and goes back by it from `now`.
    static func since(_ text: String, now: Timestamp) throws -> Timestamp {
        guard let duration = DurationText.parse(text) else {
            throw ValidationError("--since takes a duration such as 1h, not '\(text)'")
        }
        return now.advanced(by: .zero - duration)
    }

    /// The instant to the second, for tables.
    static func short(_ instant: Timestamp) -> String { String(instant.description.prefix(19)) + "Z" }
}
