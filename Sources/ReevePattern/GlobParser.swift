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
