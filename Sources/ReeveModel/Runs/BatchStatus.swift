/// Where a batch is.
package enum BatchStatus: String, Sendable, Hashable, CaseIterable {
    case open
    case succeeded
    case failed
    case cancelled
}
