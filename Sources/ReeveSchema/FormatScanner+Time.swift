internal import ReeveJSON

/// Dates and times of RFC 3339.
extension FormatScanner {
    mutating func isDateTime() -> Bool {
        guard date(), skip(anyOf: "Tt") != nil else { return false }
        return time() && isAtEnd
    }

    mutating func isDate() -> Bool { date() && isAtEnd }

    mutating func isTime() -> Bool { time() && isAtEnd }

    private mutating func date() -> Bool {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), (1...12).contains(month),
            skip("-"), let day = number(digits: 2)
        else { return false }
        return (1...CalendarFields.days(inMonth: month, ofYear: year)).contains(day)
    }

    private mutating func time() -> Bool {
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60,
            skip(":"), let second = number(digits: 2), second < 61
        else { return false }
        if skip("."), digits() == 0 { return false }
        var offset = 0
        if skip(anyOf: "Zz") == nil {
            guard let sign = skip(anyOf: "+-"), let hours = number(digits: 2), hours < 24, skip(":"),
                let minutes = number(digits: 2), minutes < 60
            else { return false }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        }
        // A leap second comes at the end of a day in UTC only.
        return second < 60 || (hour * 60 + minute - offset + 2_880) % 1_440 == 1_439
    }

    /// Appendix A of RFC 3339: units in order, none left out between two.
    mutating func isDuration() -> Bool {
        guard skip("P") else { return false }
        let start = position
        if digits() > 0, skip("W") { return isAtEnd }
        position = start
        guard units("YMD") else { return false }
        let hasDate = position > start
        if skip("T") {
            let time = position
            return units("HMS") && position > time && isAtEnd
        }
        return hasDate && isAtEnd
    }

    /// Numbers with units from `names`, each the very next one after the first.
    private mutating func units(_ names: String) -> Bool {
        var rest = Substring(names)
        var isFirst = true
        while let byte = next, Self.isDigit(byte) {
            _ = digits()
            guard let unit = next.map({ Character(Unicode.Scalar($0)) }), let place = rest.firstIndex(of: unit),
                isFirst || place == rest.startIndex
            else { return false }
            position += 1
            rest = rest[rest.index(after: place)...]
            isFirst = false
        }
        return true
    }
}
