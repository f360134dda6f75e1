/// The sequence numbers that a reader has passed over and not seen since.
struct SequenceGaps {
    /// More holes than this are counted, not listed; memory stays bounded whatever the log holds.
    static let maximumRanges = 4_096

    /// Sequence numbers and sizes are smaller than this (2^53), so that arithmetic on them cannot overflow.
    static let limit: Int64 = 1 << 53

    // INVARIANT (ascending): ranges are not empty, ascending and disjoint.
    private(set) var ranges: [Range<Int64>] = []
    /// The number after the highest one seen.
    private(set) var next: Int64 = 0
    private(set) var isOverflowing = false

    enum Observation { case inOrder, skippedAhead, late, repeated }

    mutating func observe(_ number: Int64) -> Observation {
        if number == next {
            next += 1
            return .inOrder
        }
        if number > next {
            if ranges.count < Self.maximumRanges { ranges.append(next..<number) } else { isOverflowing = true }
            next = number + 1
            return .skippedAhead
        }
        guard let index = ranges.firstIndex(where: { $0.contains(number) }) else { return .repeated }
        let hole = ranges.remove(at: index)
        if number + 1 < hole.upperBound { ranges.insert(number + 1..<hole.upperBound, at: index) }
        if hole.lowerBound < number { ranges.insert(hole.lowerBound..<number, at: index) }
        return .late
    }

    var missingCount: Int64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }
}
