internal import ReeveJSON
internal import ReeveModel

/// Hours of some days on the wall clock of a zone.
///
/// The start counts, the end does not. A window whose start is not before its end crosses midnight and belongs to
/// the day on which it began.
struct TimeWindow: Sendable, Hashable {
    /// Minutes after midnight.
    let start: Int
    let end: Int
    /// Bit 0 is Sunday.
    let days: UInt8
    /// Nil is the zone of the request's environment.
    let timeZone: TimeZoneRules?

    static let everyDay: UInt8 = 0x7F
    static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Whether the window is open at an instant; nil where there is no zone to tell by.
    func contains(_ instant: Timestamp, environmentZone: TimeZoneRules?) -> Bool? {
        guard let zone = timeZone ?? environmentZone else { return nil }
        let clock = zone.wallClock(at: instant)
        let minute = clock.hour * 60 + clock.minute
        if start < end { return minute >= start && minute < end && begins(on: clock.weekday) }
        if minute >= start { return begins(on: clock.weekday) }
        return minute < end && begins(on: (clock.weekday + 6) % 7)
    }

    private func begins(on weekday: Int) -> Bool { days >> UInt8(weekday) & 1 == 1 }

    /// `22:00`, of minutes after midnight.
    static func text(_ minutes: Int) -> String {
        (minutes < 600 ? "0" : "") + "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }

    /// Minutes after midnight from `HH:MM`; `24:00` is the end of the day. Nil for anything else.
    static func minutes(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        let isDigit = { (index: Int) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) }
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), [0, 1, 3, 4].allSatisfy(isDigit) else { return nil }
        let value = { (index: Int) in Int(bytes[index] - UInt8(ascii: "0")) * 10 + Int(bytes[index + 1]) - 48 }
        let minutes = value(0) * 60 + value(3)
        return value(3) < 60 && minutes <= 1_440 ? minutes : nil
    }
}
