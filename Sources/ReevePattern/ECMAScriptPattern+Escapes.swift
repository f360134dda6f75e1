/// What a backslash begins, and character classes.
extension ECMAScriptPattern {
    /// One member of a class, or an escape outside of one.
    private enum Escape {
        /// A code point; half of a surrogate pair is kept as its number, which no text contains.
        case codePoint(UInt32)
        /// Members of a class, written for inside the brackets.
        case set(String)
    }

    /// White space and line terminators of ECMA-262 as ascending ranges.
    private static let whitespace: [ClosedRange<UInt32>] = [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ]

    private static let whitespaceMembers = whitespace.map(members).joined()

    private static let otherMembers: String = {
        var out = ""
        var start: UInt32 = 0
        for range in whitespace {
            if start < range.lowerBound { out += members(start...range.lowerBound - 1) }
            start = range.upperBound + 1
        }
        return out + members(start...0x10FFFF)
    }()

    /// A range without surrogates, which PCRE2 refuses and no text contains.
    private static func members(_ range: ClosedRange<UInt32>) -> String {
        let surrogates: ClosedRange<UInt32> = 0xD800...0xDFFF
        let low = surrogates.contains(range.lowerBound) ? 0xE000 : range.lowerBound
        let high = surrogates.contains(range.upperBound) ? 0xD7FF : range.upperBound
        guard low <= high else { return "" }
        let first = "\\x{" + String(low, radix: 16) + "}"
        return low == high ? first : first + "-\\x{" + String(high, radix: 16) + "}"
    }

    /// Writes the escape whose backslash has been read; returns whether it is an assertion.
    mutating func atomEscape(from start: Int) throws(PatternError) -> Bool {
        switch next {
        case "b"?, "B"?:
            out += next == "b" ? "\\b" : "\\B"
            position += 1
            return true
        case "k"?:
            position += 1
            guard skip("<") else { throw PatternError(.unknownReference, at: start) }
            let name = try GroupNames.name(in: scalars, from: position)
            guard let number = names.numbers[name] else {
                throw PatternError(.unknownReference, at: start, detail: name)
            }
            position += name.unicodeScalars.count + 1
            out += "\\g{\(number)}"
            return false
        case let scalar? where scalar != "0" && scalar.asciiDigit != nil:
            guard let number = decimal(), number <= names.count else {
                throw PatternError(.unknownReference, at: start)
            }
            out += "\\g{\(number)}"
            return false
        default: break
        }
        switch try escape(from: start, isInClass: false) {
        case .codePoint(let value):
            if let scalar = Unicode.Scalar(value) { writeLiteral(scalar) } else { out += "[]" }
        case .set(let members): out += "[" + members + "]"
        }
        return false
    }

    /// Reads the class whose `[` has been read.
    mutating func characterClass(from start: Int) throws(PatternError) {
        out += "["
        if next == "^" {
            position += 1
            out += "^"
        }
        while true {
            guard let scalar = next else { throw PatternError(.unclosedClass, at: start) }
            if scalar == "]" { break }
            let place = position
            let low = try classMember()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                write(low)
                continue
            }
            position += 1
            let high = try classMember()
            guard case .codePoint(let first) = low, case .codePoint(let last) = high else {
                throw PatternError(.classInRange, at: place)
            }
            guard first <= last else { throw PatternError(.rangeOutOfOrder, at: place) }
            out += Self.members(first...last)
        }
        position += 1
        out += "]"
    }

    private mutating func write(_ member: Escape) {
        switch member {
        case .codePoint(let value): out += Self.members(value...value)
        case .set(let members): out += members
        }
    }

    private mutating func classMember() throws(PatternError) -> Escape {
        guard let scalar = next else { throw PatternError(.unclosedClass, at: position) }
        let start = position
        position += 1
        return scalar == "\\" ? try escape(from: start, isInClass: true) : .codePoint(scalar.value)
    }

    private mutating func escape(from start: Int, isInClass: Bool) throws(PatternError) -> Escape {
        guard let scalar = next else { throw PatternError(.unknownEscape, at: start) }
        position += 1
        switch scalar {
        case "d", "D", "w", "W": return .set("\\" + String(scalar))
        case "s": return .set(Self.whitespaceMembers)
        case "S": return .set(Self.otherMembers)
        case "p", "P": return try property(isNegated: scalar == "P", from: start)
        case "t": return .codePoint(9)
        case "n": return .codePoint(10)
        case "v": return .codePoint(11)
        case "f": return .codePoint(12)
        case "r": return .codePoint(13)
        case "b" where isInClass: return .codePoint(8)
        case "0":
            guard next?.asciiDigit == nil else { throw PatternError(.unknownEscape, at: start) }
            return .codePoint(0)
        case "c":
            guard let letter = next, letter.isASCIILetter else { throw PatternError(.unknownEscape, at: start) }
            position += 1
            return .codePoint(letter.value & 31)
        case "x":
            guard let value = hexadecimal(digits: 2) else { throw PatternError(.unknownEscape, at: start) }
            return .codePoint(value)
        case "u": return .codePoint(try unicodeEscape(from: start))
        default:
            guard scalar.isASCII, scalar.value >= 0x20, scalar.value != 0x7F, !scalar.isASCIIAlphanumeric else {
                throw PatternError(.unknownEscape, at: start)
            }
            return .codePoint(scalar.value)
        }
    }

    private mutating func hexadecimal(digits count: Int) -> UInt32? {
        guard position + count <= scalars.count else { return nil }
        var value: UInt32 = 0
        for scalar in scalars[position..<position + count] {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        position += count
        return value
    }

    private mutating func unicodeEscape(from start: Int) throws(PatternError) -> UInt32 {
        if skip("{") {
            var value: UInt32 = 0
            let first = position
            while let digit = hexadecimal(digits: 1) {
                value = value << 4 | digit
                guard value <= 0x10FFFF else { throw PatternError(.unknownEscape, at: start) }
            }
            guard position > first, skip("}") else { throw PatternError(.unknownEscape, at: start) }
            return value
        }
        guard let lead = hexadecimal(digits: 4) else { throw PatternError(.unknownEscape, at: start) }
        let afterLead = position
        if UTF16.isLeadSurrogate(UInt16(lead)), skip("\\u"), let trail = hexadecimal(digits: 4),
            UTF16.isTrailSurrogate(UInt16(trail))
        {
            return 0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00)
        }
        position = afterLead
        return lead
    }

    private mutating func property(isNegated: Bool, from start: Int) throws(PatternError) -> Escape {
        guard skip("{") else { throw PatternError(.unknownEscape, at: start) }
        var name = ""
        while let scalar = next, scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard skip("}") else { throw PatternError(.unknownEscape, at: start) }
        var isNegated = isNegated
        guard let translated = UnicodePropertyName.translate(name, isNegated: &isNegated) else {
            throw PatternError(.unknownProperty, at: start, detail: String(name.prefix(64)))
        }
        return .set((isNegated ? "\\P{" : "\\p{") + translated + "}")
    }
}
