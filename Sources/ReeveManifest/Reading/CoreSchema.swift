import ReeveJSON

/// The core schema of YAML 1.2 (section 10.3): what a plain scalar means.
///
/// `on`, `no` and `yes` are strings. Infinities and NaN are recognised, since JSON cannot say them and they
/// must be refused.
enum CoreSchema {
    enum Value: Equatable {
        case null
        case bool(Bool)
        case number(NumberForm)
        case string
    }

    enum NumberForm: Equatable {
        case integer
        case octal
        case hexadecimal
        case float
        case infinity
        case notANumber
    }

    /// Whether a plain scalar without a tag is null.
    static func isNull(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        switch first {
        case UInt8(ascii: "~"): return text.count == 1
        case UInt8(ascii: "n"), UInt8(ascii: "N"): return text.isOne(of: "null", "Null", "NULL")
        default: return false
        }
    }

    /// The value of a whole number that is written as JSON writes it; nil for other forms and what does not fit.
    static func usualInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard (1...18).contains(text.count), text.count == 1 || text[0] != UInt8(ascii: "0") else { return nil }
        var value: Int64 = 0
        for byte in text {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// What a plain scalar without a tag is.
    static func resolve(_ text: UnsafeBufferPointer<UInt8>) -> Value {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
        case UInt8(ascii: "n"), UInt8(ascii: "N"):
            return text.isOne(of: "null", "Null", "NULL") ? .null : .string
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            return text.isOne(of: "true", "True", "TRUE") ? .bool(true) : .string
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            return text.isOne(of: "false", "False", "FALSE") ? .bool(false) : .string
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return numberForm(text).map(Value.number) ?? .string
        default: return .string
        }
    }

    static func numberForm(_ text: UnsafeBufferPointer<UInt8>) -> NumberForm? {
        var index = 0
        func skipDigits() -> Int {
            let start = index
            while index < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[index] { index += 1 }
            return index - start
        }
        if text.count > 2, text[0] == UInt8(ascii: "0") {
            let digits = text[2...]
            if text[1] == UInt8(ascii: "o") {
                return digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "7") ~= $0 } ? .octal : nil
            }
            if text[1] == UInt8(ascii: "x") { return digits.allSatisfy { hexValue($0) != nil } ? .hexadecimal : nil }
        }
        if let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index = 1 }
        let unsigned = UnsafeBufferPointer(rebasing: text[index...])
        if unsigned.isOne(of: ".inf", ".Inf", ".INF") { return .infinity }
        if index == 0, text.isOne(of: ".nan", ".NaN", ".NAN") { return .notANumber }

        let whole = skipDigits()
        var form = NumberForm.integer
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            form = .float
            if skipDigits() == 0, whole == 0 { return nil }
        } else if whole == 0 {
            return nil
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            form = .float
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            if skipDigits() == 0 { return nil }
        }
        return index == text.count ? form : nil
    }

    /// The exact number; nil for infinities, NaN, exponents of more than nine digits, and octal and hexadecimal
    /// numbers of more than 64 bits.
    static func number(_ text: UnsafeBufferPointer<UInt8>, form: NumberForm) -> JSONNumber? {
        switch form {
        case .infinity, .notANumber: return nil
        case .octal: return radixNumber(text, bitsPerDigit: 3)
        case .hexadecimal: return radixNumber(text, bitsPerDigit: 4)
        case .integer where text.count <= 18:
            var magnitude: Int64 = 0
            for byte in text where byte >= UInt8(ascii: "0") { magnitude = magnitude * 10 + Int64(byte & 0x0F) }
            return JSONNumber(text.first == UInt8(ascii: "-") ? -magnitude : magnitude)
        case .integer, .float: return JSONNumber(jsonText(text))
        }
    }

    private static func radixNumber(_ text: UnsafeBufferPointer<UInt8>, bitsPerDigit: UInt64) -> JSONNumber? {
        var value: UInt64 = 0
        for byte in text.dropFirst(2) {
            guard let digit = hexValue(byte), value >> (64 - bitsPerDigit) == 0 else { return nil }
            value = value << bitsPerDigit | UInt64(digit)
        }
        return JSONNumber(String(value))
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte & 0x0F
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): (byte & 0x0F) + 9
        default: nil
        }
    }

    /// Respells a decimal number by JSON's grammar: no plus sign, no leading zeros, digits around the point.
    private static func jsonText(_ text: UnsafeBufferPointer<UInt8>) -> String {
        var out: [UInt8] = []
        var rest = text[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            if sign == UInt8(ascii: "-") { out.append(sign) }
            rest = rest.dropFirst()
        }
        let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
        let whole = rest.prefix(while: isDigit).drop { $0 == UInt8(ascii: "0") }
        rest = rest.drop(while: isDigit)
        if whole.isEmpty { out.append(UInt8(ascii: "0")) } else { out += whole }
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst().drop(while: isDigit)
            if !fraction.isEmpty {
                out.append(UInt8(ascii: "."))
                out += fraction
            }
        }
        return String(decoding: out + rest, as: UTF8.self)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are one of three texts.
    func isOne(of first: StaticString, _ second: StaticString, _ third: StaticString) -> Bool {
        for text in [first, second, third] where text.utf8CodeUnitCount == count {
            if elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count)) { return true }
        }
        return false
    }
}
