/// Where a request for an approval stands.
package enum ApprovalStatus: String, Sendable, Hashable, CaseIterable {
    /// People are asked.
    case pending
    /// Everybody who was asked for has approved. The call may be made once.
    case approved
    case rejected
    /// Nobody has answered in time, or the approval was not used in time.
    case expired
    /// The call was announced by it. It never serves again.
    case used
    /// What was bound has moved, or the run has ended otherwise.
    case void

    /// Whether something may still become of it.
    package var isOpen: Bool { self == .pending || self == .approved }
}
