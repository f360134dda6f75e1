/// Whether a call may be made again while nobody knows what an earlier call of the same run did.
package enum CallRepetition: Sendable, Hashable, CaseIterable {
    case never
    /// A call may be made again after the tool's read-back has shown that nothing happened.
    case afterReadBack
    /// A call may always be made again: the tool is declared idempotent.
    case always

    package init(isIdempotent: Bool, hasReadBack: Bool) {
        self = isIdempotent ? .always : hasReadBack ? .afterReadBack : .never
    }
}
