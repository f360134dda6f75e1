/// A number as `±0.d1d2d3… × 10^point`, without leading or trailing zero digits.
package struct DecimalForm: Sendable, Equatable {
    package private(set) var isNegative: Bool
    /// ASCII digits; empty for zero.
    package private(set) var digits: [UInt8]
    /// The place of the decimal point, counted from the front of `digits`.
    package private(set) var point: Int

    init(_ value: Int64) {
        isNegative = value < 0
        digits = Array(String(value.magnitude).utf8)
        point = digits.count
        normalize()
    }

    /// The shortest digits that give `value` back.
    init(_ value: Double) {
        // Swift prints the shortest round-trip digits, which is what ECMAScript asks for too.
        let text = value.description
        self = DecimalForm(text: text) ?? DecimalForm(0 as Int64)
    }

    init?(text: String) {
        var text = text
        let form = text.withUTF8 { DecimalForm(token: $0) }
        guard let form else { return nil }
        self = form
    }

    init?(token: UnsafeBufferPointer<UInt8>) {
        var isNegative = false
        var digits: [UInt8] = []
        digits.reserveCapacity(token.count)
        var point = 0
        var sawPoint = false
        var index = 0
        if index < token.count, token[index] == UInt8(ascii: "-") {
            isNegative = true
            index += 1
        }
        while index < token.count {
            let byte = token[index]
            if byte == UInt8(ascii: ".") {
                sawPoint = true
            } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
                break
            } else {
                digits.append(byte)
                if !sawPoint { point += 1 }
            }
            index += 1
        }
        if index < token.count {
            index += 1
            var isExponentNegative = false
            if index < token.count, token[index] == UInt8(ascii: "-") || token[index] == UInt8(ascii: "+") {
                isExponentNegative = token[index] == UInt8(ascii: "-")
                index += 1
            }
            var exponent = 0
            var exponentDigits = 0
            while index < token.count {
                exponent = exponent * 10 + Int(token[index] &- UInt8(ascii: "0"))
                if exponent > 0 { exponentDigits += 1 }
                if exponentDigits > 9 { return nil }
                index += 1
            }
            point += isExponentNegative ? -exponent : exponent
        }
        self.isNegative = isNegative
        self.digits = digits
        self.point = point
        normalize()
    }

    private mutating func normalize() {
        let zero = UInt8(ascii: "0")
        while digits.last == zero { digits.removeLast() }
        if let first = digits.firstIndex(where: { $0 != zero }), first > 0 {
            digits.removeFirst(first)
            point -= first
        }
        if digits.isEmpty {
            isNegative = false
            point = 0
        }
    }

    package var isIntegral: Bool { point >= digits.count }

    var int64: Int64? {
        if digits.isEmpty { return 0 }
        guard isIntegral, point <= 19 else { return nil }
        var magnitude: UInt64 = 0
        for place in 0..<point {
            let digit = place < digits.count ? UInt64(digits[place] - UInt8(ascii: "0")) : 0
            let (product, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflowed else { return nil }
            magnitude = product + digit
        }
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            return Int64(truncatingIfNeeded: ~magnitude &+ 1)
        }
        return Int64(exactly: magnitude)
    }

    /// ECMAScript's layout: plain digits from 1e-7 up to 1e21, an exponent beyond.
    func layout() -> String {
        if digits.isEmpty { return "0" }
        var out: [UInt8] = []
        out.reserveCapacity(digits.count + 8)
        if isNegative { out.append(UInt8(ascii: "-")) }
        let zero = UInt8(ascii: "0")
        let dot = UInt8(ascii: ".")
        if digits.count <= point, point <= 21 {
            out += digits
            out += repeatElement(zero, count: point - digits.count)
        } else if point > 0, point <= 21 {
            out += digits[..<point]
            out.append(dot)
            out += digits[point...]
        } else if point > -6, point <= 0 {
            out += [zero, dot]
            out += repeatElement(zero, count: -point)
            out += digits
        } else {
            out.append(digits[0])
            if digits.count > 1 {
                out.append(dot)
                out += digits[1...]
            }
            out.append(UInt8(ascii: "e"))
            out.append(UInt8(ascii: point > 0 ? "+" : "-"))
            out += String(abs(point - 1)).utf8
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension DecimalForm: Comparable {
    package static func < (lhs: DecimalForm, rhs: DecimalForm) -> Bool {
        if lhs.isNegative != rhs.isNegative { return lhs.isNegative }
        return lhs.isNegative ? precedesInMagnitude(rhs, lhs) : precedesInMagnitude(lhs, rhs)
    }

    private static func precedesInMagnitude(_ lhs: DecimalForm, _ rhs: DecimalForm) -> Bool {
        if lhs.digits.isEmpty || rhs.digits.isEmpty { return lhs.digits.isEmpty && !rhs.digits.isEmpty }
        if lhs.point != rhs.point { return lhs.point < rhs.point }
        return lhs.digits.lexicographicallyPrecedes(rhs.digits)
    }
}
