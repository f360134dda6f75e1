extension PosixTimeZone {
    /// Reads a TZ string; nil for what is none, and for one above 256 bytes.
    package init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        var scanner = Scanner(bytes: Array(text.utf8))
        guard let name = scanner.name(), let west = scanner.offset() else { return nil }
        let standard = LocalTimeType(offset: -west, abbreviation: name)
        guard !scanner.isAtEnd else {
            self.init(standard: standard, daylight: nil)
            return
        }
        guard let daylightName = scanner.name() else { return nil }
        var daylightOffset = standard.offset + 3_600
        if !scanner.isNext(",") {
            guard let west = scanner.offset() else { return nil }
            daylightOffset = -west
        }
        guard scanner.take(","), let start = scanner.change(), scanner.take(","), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        let type = LocalTimeType(offset: daylightOffset, isDaylightSaving: true, abbreviation: daylightName)
        self.init(standard: standard, daylight: Daylight(type: type, start: start, end: end))
    }

    private struct Scanner {
        let bytes: [UInt8]
        var index = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }
        var next: UInt8? { index < bytes.count ? bytes[index] : nil }

        func isNext(_ character: Unicode.Scalar) -> Bool { next == UInt8(ascii: character) }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard isNext(character) else { return false }
            index += 1
            return true
        }

        /// Three or more letters, or letters, digits and signs in angle brackets.
        mutating func name() -> String? {
            let isQuoted = take("<")
            let start = index
            while let byte = next, Self.isLetter(byte) || isQuoted && Self.isDigitOrSign(byte) { index += 1 }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            guard text.utf8.count >= 3, !isQuoted || take(">") else { return nil }
            return text
        }

        /// `[+-]hh[:mm[:ss]]`, west of Greenwich positive, at most 24 hours.
        mutating func offset() -> Int? {
            guard let seconds = time(hoursMaximum: 24) else { return nil }
            return abs(seconds) <= 25 * 3_600 ? seconds : nil
        }

        mutating func time(hoursMaximum: Int) -> Int? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard var total = number(0...hoursMaximum) else { return nil }
            total *= 3_600
            for unit in [60, 1] where take(":") {
                guard let part = number(0...59) else { return nil }
                total += part * unit
            }
            return isNegative ? -total : total
        }

        mutating func change() -> Change? {
            guard let day = day() else { return nil }
            guard take("/") else { return Change(day: day, time: 7_200) }
            guard let time = time(hoursMaximum: 167) else { return nil }
            return Change(day: day, time: time)
        }

        private mutating func day() -> Change.Day? {
            if take("J") { return number(1...365).map { .julian($0) } }
            guard take("M") else { return number(0...365).map { .zeroBased($0) } }
            guard let month = number(1...12), take("."), let week = number(1...5), take("."), let day = number(0...6)
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }

        private mutating func number(_ range: ClosedRange<Int>) -> Int? {
            var value = 0
            let start = index
            while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte, index - start < 4 {
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                index += 1
            }
            return index > start && range.contains(value) ? value : nil
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
        }

        private static func isDigitOrSign(_ byte: UInt8) -> Bool {
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        }
    }
}
