package import ReeveModel

/// What applying a change set did.
package enum ApplyOutcome: Sendable, Hashable {
    /// The change set was empty: nothing was written.
    case unchanged(serial: Int64)
    /// The plan was applied before, as this revision: nothing was written.
    case alreadyApplied(serial: Int64)
    /// The uids of what exists under the keys of the change set now, by key after the change.
    case applied(serial: Int64, uids: [ObjectKey: ULID])
}
