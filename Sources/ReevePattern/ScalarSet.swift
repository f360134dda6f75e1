/// A set of Unicode scalars as ascending ranges that do not touch.
struct ScalarSet: Sendable, Hashable {
    static let all = ScalarSet([0...0x10FFFF])

    let ranges: [ClosedRange<UInt32>]

    var isEmpty: Bool { ranges.isEmpty }

    /// Takes ranges in any order; they may overlap.
    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    func removing(_ scalar: Unicode.Scalar) -> ScalarSet {
        ScalarSet(
            ranges.flatMap { range -> [ClosedRange<UInt32>] in
                guard range.contains(scalar.value) else { return [range] }
                var parts: [ClosedRange<UInt32>] = []
                if range.lowerBound < scalar.value { parts.append(range.lowerBound...scalar.value - 1) }
                if range.upperBound > scalar.value { parts.append(scalar.value + 1...range.upperBound) }
                return parts
            })
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        for range in ranges {
            if scalar.value < range.lowerBound { return false }
            if scalar.value <= range.upperBound { return true }
        }
        return false
    }

    func intersects(_ other: ScalarSet) -> Bool {
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            if ranges[left].overlaps(other.ranges[right]) { return true }
            if ranges[left].upperBound < other.ranges[right].upperBound { left += 1 } else { right += 1 }
        }
        return false
    }
}
