internal import ReevePattern

/// Whether one glob matches all that another matches.
///
/// Walks the second glob's automaton beside the set of states that the first may be in. Both are small, and the walk
/// is bounded; where it gets too large the answer is no, which callers take as "not surely".
struct GlobCoverage {
    private static let visitsMaximum = 4_096

    private struct Step {
        /// Inclusive ranges of scalar values; the separator is in none unless `**`.
        let ranges: [ClosedRange<UInt32>]
        let repeats: Bool

        func reads(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } }
    }

    /// - Parameters: globs over `/`.
    static func covers(_ outer: Glob, _ inner: Glob) -> Bool {
        if outer == inner { return true }
        if inner.isLiteral { return outer.matches(inner.source) }
        if outer.isLiteral { return false }
        // What inner matches begins with its literal prefix, so most pairs are settled without a walk.
        let (prefix, innerPrefix) = (outer.literalPrefix.utf8, inner.literalPrefix.utf8)
        if zip(prefix, innerPrefix).contains(where: { $0 != $1 }) { return false }
        if innerPrefix.count >= prefix.count, outer.source.utf8.count == prefix.count + 2, outer.source.hasSuffix("**"),
            prefix.count < 62, inner.source.utf8.count < 256
        {
            return true
        }
        let outer = steps(outer.source)
        let inner = steps(inner.source)
        guard outer.count < 64, inner.count < 256 else { return false }
        let letters = representatives(outer + inner)
        struct Pair: Hashable {
            let inner: Int
            let outer: UInt64
        }
        func closure(_ states: UInt64) -> UInt64 {
            var states = states
            for index in outer.indices where states >> index & 1 == 1 && outer[index].repeats { states |= 2 << index }
            return states
        }
        var seen: Set<Pair> = [Pair(inner: 0, outer: closure(1))]
        var pending = Array(seen)
        func visit(_ pair: Pair) { if seen.insert(pair).inserted { pending.append(pair) } }
        while let pair = pending.popLast() {
            guard seen.count <= visitsMaximum else { return false }
            guard pair.inner < inner.count else {
                if pair.outer >> outer.count & 1 == 0 { return false }
                continue
            }
            let step = inner[pair.inner]
            if step.repeats { visit(Pair(inner: pair.inner + 1, outer: pair.outer)) }
            for letter in letters where step.reads(letter) {
                var next: UInt64 = 0
                for index in outer.indices where pair.outer >> index & 1 == 1 && outer[index].reads(letter) {
                    next |= (outer[index].repeats ? 1 : 2) << index
                }
                visit(Pair(inner: step.repeats ? pair.inner : pair.inner + 1, outer: closure(next)))
            }
        }
        return true
    }

    /// One scalar of every class that the steps can tell apart.
    private static func representatives(_ steps: [Step]) -> [UInt32] {
        var starts: Set<UInt32> = [0, 0x2F, 0x30]
        for range in steps.flatMap(\.ranges) {
            starts.insert(range.lowerBound)
            if range.upperBound < 0x10_FFFF { starts.insert(range.upperBound + 1) }
        }
        return Array(starts)
    }

    /// Reads the text of a glob that is known to be one.
    private static func steps(_ source: String) -> [Step] {
        let all: [ClosedRange<UInt32>] = [0...0x10_FFFF]
        let segment: [ClosedRange<UInt32>] = [0...0x2E, 0x30...0x10_FFFF]
        var steps: [Step] = []
        var rest = source.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*":
                let crosses = rest.first == "*"
                if crosses { rest.removeFirst() }
                steps.append(Step(ranges: crosses ? all : segment, repeats: true))
            case "?": steps.append(Step(ranges: segment, repeats: false))
            case "[": steps.append(Step(ranges: characterClass(&rest), repeats: false))
            default: steps.append(Step(ranges: [scalar.value...scalar.value], repeats: false))
            }
        }
        return steps
    }

    private static func characterClass(_ rest: inout Substring.UnicodeScalarView) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        while let low = rest.popFirst(), low != "]" {
            var high = low
            if rest.first == "-", let after = rest.dropFirst().first, after != "]", after >= low {
                high = after
                rest = rest.dropFirst(2)
            }
            do {
                let part = low.value...high.value
                // A class never reads the separator.
                if part.contains(0x2F) {
                    if part.lowerBound < 0x2F { ranges.append(part.lowerBound...0x2E) }
                    if part.upperBound > 0x2F { ranges.append(0x30...part.upperBound) }
                } else {
                    ranges.append(part)
                }
            }
        }
        return ranges
    }
}
