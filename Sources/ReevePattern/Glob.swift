/// A glob over addresses, compiled once.
///
///     let glob = try Glob("tool:git/*")
///     glob.matches("tool:git/git_log")  // true
///
/// `*` stands for any text within a segment, `**` for any text, `?` for one character of a
/// segment, `[a-z_]` for one of a class. A character is a Unicode scalar, case counts, and there is
/// no negation, no escape (`[*]` is a star), no alternative in braces and no group. Matching takes at most length of text times length
/// of glob steps.
package struct Glob: Sendable, Hashable {
    /// What one scalar of the text may be, and how often.
    enum Element: Sendable, Hashable {
        case literal(Unicode.Scalar)
        /// One scalar of these; the separator is never among them.
        case oneOf(ScalarSet)
        /// Any number of these.
        case anyNumberOf(ScalarSet)
    }

    /// The longest glob, in bytes.
    package static let byteMaximum = 1_024

    /// The glob as it was written.
    package let source: String
    /// What parts segments: `/` in addresses, `.` in actions.
    package let separator: Unicode.Scalar
    /// The text before the first wildcard: every match begins with it.
    package let literalPrefix: String
    /// Whether there is no wildcard, so that the glob matches exactly its own text.
    package let isLiteral: Bool
    let elements: [Element]

    /// - Throws: ``GlobError``.
    package init(_ source: String, separator: Unicode.Scalar = "/") throws(GlobError) {
        var parser = GlobParser(source, separator: separator)
        elements = try parser.parse()
        self.source = source
        self.separator = separator
        // What was parsed has no escapes, so the text before the first wildcard stands for itself.
        let wildcard = source.utf8.firstIndex {
            $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[")
        }
        isLiteral = wildcard == nil
        literalPrefix = wildcard.map { String(source[..<$0]) } ?? source
    }

    /// A glob over actions such as `tool.*`, whose segments end at dots.
    package static func action(_ source: String) throws(GlobError) -> Glob { try Glob(source, separator: ".") }

    /// A glob over policy targets such as `tool:git/*`, whose type prefix must be literal.
    package static func target(_ source: String) throws(GlobError) -> Glob {
        let glob = try Glob(source)
        guard glob.literalPrefix.unicodeScalars.contains(":") else {
            throw GlobError(.prefixNotLiteral, at: glob.literalPrefix.unicodeScalars.count)
        }
        return glob
    }

    package static func == (lhs: Glob, rhs: Glob) -> Bool {
        lhs.separator == rhs.separator && lhs.elements == rhs.elements
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(separator)
        hasher.combine(elements)
    }

    /// Whether the glob matches all of `text`.
    package func matches(_ text: String) -> Bool {
        let prefix = literalPrefix.utf8
        guard text.utf8.starts(with: prefix) else { return false }
        if isLiteral { return text.utf8.count == prefix.count }
        let rest = text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: prefix.count)...]
        return elements.count < 64 ? matchesWithinWord(rest) : matchesLong(rest)
    }

    private var start: Int { literalPrefix.unicodeScalars.count }

    /// Simulates the automaton with its states in one word; state i has matched `elements[..<i]`.
    private func matchesWithinWord(_ text: Substring.UnicodeScalarView) -> Bool {
        var states = closure(UInt64(1) << start)
        for scalar in text {
            var following: UInt64 = 0
            var rest = states
            while rest != 0 {
                let state = rest.trailingZeroBitCount
                rest &= rest - 1
                guard state < elements.count else { continue }
                switch elements[state] {
                case .literal(let wanted): if scalar == wanted { following |= 2 << state }
                case .oneOf(let set): if set.contains(scalar) { following |= 2 << state }
                case .anyNumberOf(let set): if set.contains(scalar) { following |= 1 << state }
                }
            }
            if following == 0 { return false }
            states = closure(following)
        }
        return states >> elements.count & 1 == 1
    }

    /// Adds the states that are reached without reading: a star may stand for nothing.
    private func closure(_ states: UInt64) -> UInt64 {
        var states = states
        var rest = states
        while rest != 0 {
            let state = rest.trailingZeroBitCount
            rest &= rest - 1
            guard state < elements.count, case .anyNumberOf = elements[state] else { continue }
            rest |= 2 << state & ~states
            states |= 2 << state
        }
        return states
    }

    private func matchesLong(_ text: Substring.UnicodeScalarView) -> Bool {
        var states = [Bool](repeating: false, count: elements.count + 1)
        states[start] = true
        close(&states)
        for scalar in text {
            var following = [Bool](repeating: false, count: elements.count + 1)
            var isAlive = false
            for state in elements.indices where states[state] {
                let reached: Int? =
                    switch elements[state] {
                    case .literal(let wanted): scalar == wanted ? state + 1 : nil
                    case .oneOf(let set): set.contains(scalar) ? state + 1 : nil
                    case .anyNumberOf(let set): set.contains(scalar) ? state : nil
                    }
                guard let reached else { continue }
                following[reached] = true
                isAlive = true
            }
            if !isAlive { return false }
            close(&following)
            states = following
        }
        return states[elements.count]
    }

    private func close(_ states: inout [Bool]) {
        for state in elements.indices where states[state] {
            if case .anyNumberOf = elements[state] { states[state + 1] = true }
        }
    }
}

extension Glob: CustomStringConvertible {
    package var description: String { source }
}
