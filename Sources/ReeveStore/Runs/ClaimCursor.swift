package import ReeveModel

/// Where a page of claim candidates ended.
package struct ClaimCursor: Sendable, Hashable, Comparable {
    package var rank: Int64
    package var run: ULID

    package init(rank: Int64, run: ULID) {
        self.rank = rank
        self.run = run
    }

    package static func < (lhs: ClaimCursor, rhs: ClaimCursor) -> Bool { (lhs.rank, lhs.run) < (rhs.rank, rhs.run) }
}
