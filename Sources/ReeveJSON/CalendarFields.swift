/// A date and time of day in the proleptic Gregorian calendar, without a zone.
package struct CalendarFields: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    /// 0 is Sunday.
    package let weekday: Int

    /// The fields at a count of seconds; add a zone's offset first for its wall clock.
    package init(secondsSinceEpoch seconds: Int64) {
        let days = Int(seconds.flooredDivision(by: 86_400))
        let rest = Int(seconds - Int64(days) * 86_400)
        // Civil-from-days, after Howard Hinnant's "chrono-compatible low-level date algorithms".
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3_600
        minute = rest % 3_600 / 60
        second = rest % 60
        weekday = ((days + 4) % 7 + 7) % 7
    }

    /// Days from 1970-01-01 to a date.
    package static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    package static func days(inMonth month: Int, ofYear year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarFields: CustomStringConvertible {
    /// `2026-11-23T21:41:07`.
    package var description: String {
        let date = String(year).leftPadded(to: 4) + "-" + String(month).leftPadded(to: 2) + "-"
        let time = String(hour).leftPadded(to: 2) + ":" + String(minute).leftPadded(to: 2) + ":"
        return date + String(day).leftPadded(to: 2) + "T" + time + String(second).leftPadded(to: 2)
    }
}
