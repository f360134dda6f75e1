/// Reads the text of a glob.
struct GlobParser {
    private let scalars: [Unicode.Scalar]
    private let separator: Unicode.Scalar
    private let byteCount: Int
    private var position = 0

    init(_ source: String, separator: Unicode.Scalar) {
        scalars = Array(source.unicodeScalars)
        byteCount = source.utf8.count
        self.separator = separator
    }

    mutating func parse() throws(GlobError) -> [Glob.Element] {
        guard byteCount > 0 else { throw GlobError(.empty, at: 0) }
        guard byteCount <= Glob.byteMaximum else { throw GlobError(.tooLong, at: 0) }
        let segment = ScalarSet.all.removing(separator)
        var elements: [Glob.Element] = []
        while position < scalars.count {
            let scalar = scalars[position]
            switch scalar {
            case "*": elements.append(.anyNumberOf(try star() ? .all : segment))
            case "?":
                elements.append(.oneOf(segment))
                position += 1
            case "[": elements.append(.oneOf(try characterClass()))
            case "]": throw GlobError(.loneBracket, at: position)
            case "\\": throw GlobError(.escape, at: position)
            case "{", "}": throw GlobError(.braces, at: position)
            case "!" where position == 0: throw GlobError(.negation, at: 0)
            case "(" where position > 0 && "+@!*?".unicodeScalars.contains(scalars[position - 1]):
                throw GlobError(.group, at: position - 1)
            default:
                elements.append(.literal(scalar))
                position += 1
            }
        }
        return elements
    }

    /// Reads one star or two; returns whether it crosses segments.
    private mutating func star() throws(GlobError) -> Bool {
        let start = position
        while position < scalars.count, scalars[position] == "*" { position += 1 }
        guard position - start <= 2 else { throw GlobError(.tooManyStars, at: start) }
        return position - start == 2
    }

    private mutating func characterClass() throws(GlobError) -> ScalarSet {
        let start = position
        position += 1
        if position < scalars.count, scalars[position] == "!" || scalars[position] == "^" {
            throw GlobError(.negation, at: position)
        }
        var ranges: [ClosedRange<UInt32>] = []
        while true {
            guard position < scalars.count else { throw GlobError(.unclosedClass, at: start) }
            let low = scalars[position]
            position += 1
            if low == "]" { break }
            if low == "\\" { throw GlobError(.escape, at: position - 1) }
            guard position + 1 < scalars.count, scalars[position] == "-", scalars[position + 1] != "]" else {
                ranges.append(low.value...low.value)
                continue
            }
            let high = scalars[position + 1]
            if high == "\\" { throw GlobError(.escape, at: position + 1) }
            guard low <= high else { throw GlobError(.rangeOutOfOrder, at: position - 1) }
            ranges.append(low.value...high.value)
            position += 2
        }
        let set = ScalarSet(ranges).removing(separator)
        guard !set.isEmpty else { throw GlobError(.emptyClass, at: start) }
        return set
    }
}

/// Why a text is no glob, and where.
package struct GlobError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        case empty
        case tooLong
        case tooManyStars
        case unclosedClass
        /// A class with nothing in it but the separator, which no class matches.
        case emptyClass
        case rangeOutOfOrder
        case loneBracket
        /// `!` at the front, or a class that begins with `!` or `^`.
        case negation
        /// A backslash; a class of one character is the way to say a wildcard literally.
        case escape
        /// Alternatives (`{a,b}`), which are not served; as text a brace stands in a class.
        case braces
        /// `+(a)`, `@(a|b)` and their like, which are not served.
        case group
        /// A policy target without a literal type and colon at its front.
        case prefixNotLiteral
    }

    package let code: Code
    /// Counted in Unicode scalars from the start of the glob.
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The same glob fails the same way again.
    package var isRetryable: Bool { false }
}

extension GlobError: CustomStringConvertible {
    package var description: String {
        let what =
            switch code {
            case .empty: "the glob is empty"
            case .tooLong: "the glob has more than \(Glob.byteMaximum) bytes"
            case .tooManyStars: "more than two stars in a row"
            case .unclosedClass: "a character class is not closed"
            case .emptyClass: "a character class matches nothing"
            case .rangeOutOfOrder: "the range is out of order"
            case .loneBracket: "']' without '['"
            case .negation: "globs have no negation"
            case .escape: "globs have no escapes; write a wildcard in brackets"
            case .braces: "globs have no braces; write one glob for each alternative"
            case .group: "globs have no groups; write one glob for each alternative"
            case .prefixNotLiteral: "the type before ':' must be literal"
            }
        return "\(what) at character \(offset)"
    }
}
