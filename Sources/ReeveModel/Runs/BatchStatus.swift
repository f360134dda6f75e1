/// Where a batch is. A batch is open until its last run has ended.
package enum BatchStatus: String, Sendable, Hashable, CaseIterable {
    case open
    case succeeded
    case failed
    case cancelled
}
