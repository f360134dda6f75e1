internal import ReeveJSON

/// The rule of a zone for all years to come: a TZ string of POSIX as RFC 8536, section 3.3.1, extends it.
///
///     PosixTimeZone("CET-1CEST,M3.5.0,M10.5.0/3")
///
/// The hours of a change may run from -167 to 167. Daylight saving needs its two dates; POSIX leaves
/// open what a string without them means, so such a string is refused.
package struct PosixTimeZone: Sendable, Hashable {
    /// A day of a year, and the second of it on which the clock changes.
    struct Change: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// `Jn`: 1 to 365, February 29 is never counted.
            case julian(Int)
            /// `n`: 0 to 365, February 29 is counted.
            case zeroBased(Int)
            /// `Mm.w.d`: week 5 is the last; day 0 is Sunday.
            case weekday(month: Int, week: Int, day: Int)
        }

        let day: Day
        /// Seconds after midnight of the clock that is in effect before the change.
        let time: Int

        /// Seconds from 1970-01-01 to the change in `year`, both by the local clock.
        func localSeconds(in year: Int) -> Int64 {
            let days =
                switch day {
                case .julian(let count):
                    CalendarFields.daysSinceEpoch(year: year, month: 1, day: 1) + count - 1
                        + (count >= 60 && CalendarFields.days(inMonth: 2, ofYear: year) == 29 ? 1 : 0)
                case .zeroBased(let count):
                    CalendarFields.daysSinceEpoch(year: year, month: 1, day: 1) + count
                case .weekday(let month, let week, let day):
                    Change.date(month: month, week: week, weekday: day, year: year)
                }
            return Int64(days) * 86_400 + Int64(time)
        }

        private static func date(month: Int, week: Int, weekday: Int, year: Int) -> Int {
            let first = CalendarFields.daysSinceEpoch(year: year, month: month, day: 1)
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var day = (weekday - firstWeekday + 7) % 7 + 7 * (week - 1)
            while day >= CalendarFields.days(inMonth: month, ofYear: year) { day -= 7 }
            return first + day
        }
    }

    struct Daylight: Sendable, Hashable {
        let type: LocalTimeType
        let start: Change
        let end: Change
    }

    package let standard: LocalTimeType
    let daylight: Daylight?

    init(standard: LocalTimeType, daylight: Daylight?) {
        self.standard = standard
        self.daylight = daylight
    }

    /// The clock in effect at an instant, in seconds since 1970-01-01T00:00:00Z.
    func type(at seconds: Int64) -> LocalTimeType {
        guard let daylight else { return standard }
        let year = CalendarFields(secondsSinceEpoch: seconds + Int64(standard.offset)).year
        // A change may lie a week outside its year, so the neighbours count too. Of changes at one instant the
        // later in this order holds: a year's start comes after the end of the year before (a zone on daylight
        // saving all year), and a year's end after its own start.
        var latest: (instant: Int64, isDaylight: Bool)?
        for candidate in year - 1...year + 1 {
            let start = (daylight.start.localSeconds(in: candidate) - Int64(standard.offset), true)
            let end = (daylight.end.localSeconds(in: candidate) - Int64(daylight.type.offset), false)
            for (instant, isDaylight) in start.0 <= end.0 ? [start, end] : [end, start]
            where instant <= seconds && instant >= latest?.instant ?? .min {
                latest = (instant, isDaylight)
            }
        }
        return latest?.isDaylight ?? false ? daylight.type : standard
    }
}
