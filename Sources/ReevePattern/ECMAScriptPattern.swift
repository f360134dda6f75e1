/// Translates a pattern of ECMA-262 (flag `u`) into PCRE2's syntax.
///
/// Everything is read by ECMA-262's grammar and written anew, so no syntax of PCRE2's own gets
/// through. One leniency: a backslash before any ASCII punctuation stands for that character, which
/// the flag `u` forbids but many schemas write, and which means the same in every dialect.
///
/// A callout is written at the head of each alternative and after each repeat: between them PCRE2
/// takes no choice, so counting callouts bounds the work (see `reeve_pcre2_charge`).
struct ECMAScriptPattern {
    static func translate(_ source: String) throws(PatternError) -> String {
        let scalars = Array(source.unicodeScalars)
        let names = try GroupNames(scanning: scalars)
        var translator = ECMAScriptPattern(scalars: scalars, names: names)
        try translator.disjunction(depth: 0)
        if translator.position < scalars.count { throw PatternError(.unmatchedParenthesis, at: translator.position) }
        return translator.out
    }

    private static let depthMaximum = 100
    private static let repeatMaximum = 65_535
    private static let callout = "(?C)"

    let scalars: [Unicode.Scalar]
    let names: GroupNames
    var position = 0
    var out = ""

    private init(scalars: [Unicode.Scalar], names: GroupNames) {
        self.scalars = scalars
        self.names = names
    }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func skip(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars.count - position >= wanted.count,
            scalars[position..<position + wanted.count].elementsEqual(wanted)
        else { return false }
        position += wanted.count
        return true
    }

    private mutating func disjunction(depth: Int) throws(PatternError) {
        guard depth <= Self.depthMaximum else { throw PatternError(.tooComplex, at: position) }
        out += Self.callout
        while let scalar = next, scalar != ")" {
            if scalar == "|" {
                position += 1
                out += "|" + Self.callout
            } else {
                try term(depth: depth)
            }
        }
    }

    private mutating func term(depth: Int) throws(PatternError) {
        guard let scalar = next else { return }
        let start = position
        position += 1
        var isAssertion = false
        switch scalar {
        case "^", "$":
            out.unicodeScalars.append(scalar)
            isAssertion = true
        case "(": isAssertion = try group(depth: depth)
        case ".": out += "[^\\n\\r\\x{2028}\\x{2029}]"
        case "[": try characterClass(from: start)
        case "\\": isAssertion = try atomEscape(from: start)
        case "*", "+", "?": throw PatternError(.nothingToRepeat, at: start)
        case "]", "{", "}": throw PatternError(.loneBracket, at: start)
        default: writeLiteral(scalar)
        }
        try quantifier(isAfterAssertion: isAssertion)
    }

    /// Returns whether the group is a look-around, which cannot be repeated under the flag `u`.
    private mutating func group(depth: Int) throws(PatternError) -> Bool {
        let start = position - 1
        var isAssertion = false
        if skip("?:") {
            out += "(?:"
        } else if skip("?=") {
            out += "(?="
            isAssertion = true
        } else if skip("?!") {
            out += "(?!"
            isAssertion = true
        } else if skip("?<=") {
            out += "(?<="
            isAssertion = true
        } else if skip("?<!") {
            out += "(?<!"
            isAssertion = true
        } else if skip("?<") {
            // The name was read by the scan; references become numbers.
            while let scalar = next, scalar != ">" { position += 1 }
            position += 1
            out += "("
        } else if next == "?" {
            throw PatternError(.invalidGroup, at: start)
        } else {
            out += "("
        }
        try disjunction(depth: depth + 1)
        guard next == ")" else { throw PatternError(.unclosedGroup, at: start) }
        position += 1
        out += ")"
        return isAssertion
    }

    private mutating func quantifier(isAfterAssertion: Bool) throws(PatternError) {
        let start = position
        guard let scalar = next else { return }
        switch scalar {
        case "*", "+", "?":
            position += 1
            out.unicodeScalars.append(scalar)
        case "{":
            position += 1
            guard let low = decimal(), let bounds = upperBound(low: low), next == "}" else {
                throw PatternError(.loneBracket, at: start)
            }
            position += 1
            guard low <= Self.repeatMaximum, (bounds ?? 0) <= Self.repeatMaximum else {
                throw PatternError(.tooComplex, at: start)
            }
            if let high = bounds, high < low { throw PatternError(.repeatOutOfOrder, at: start) }
            out += bounds == low ? "{\(low)}" : "{\(low),\(bounds.map(String.init) ?? "")}"
        default: return
        }
        if isAfterAssertion { throw PatternError(.nothingToRepeat, at: start) }
        if next == "?" {
            position += 1
            out += "?"
        }
        out += Self.callout
    }

    /// The upper bound after a lower one: `low` itself, none (`.some(nil)`), a number, or nil for no bound at all.
    private mutating func upperBound(low: Int) -> Int?? {
        guard next == "," else { return .some(low) }
        position += 1
        if next == "}" { return .some(nil) }
        return decimal().map { .some($0) }
    }

    /// Digits as a number, which stops growing above every limit; nil for none.
    mutating func decimal() -> Int? {
        let start = position
        var value = 0
        while let scalar = next, let digit = scalar.asciiDigit {
            value = min(value * 10 + digit, 1_000_000)
            position += 1
        }
        return position > start ? value : nil
    }

    /// Letters and digits as they are, everything else by its number: nothing left for PCRE2 to interpret.
    func literal(_ scalar: Unicode.Scalar) -> String {
        scalar.isASCIIAlphanumeric ? String(scalar) : "\\x{" + String(scalar.value, radix: 16) + "}"
    }

    mutating func writeLiteral(_ scalar: Unicode.Scalar) { out += literal(scalar) }
}

extension Unicode.Scalar {
    var asciiDigit: Int? { ("0"..."9").contains(self) ? Int(value) - 48 : nil }

    var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

    var isASCIIAlphanumeric: Bool { isASCIILetter || asciiDigit != nil }
}
