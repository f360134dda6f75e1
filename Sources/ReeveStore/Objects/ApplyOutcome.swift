package import ReeveModel

/// What the application of a change set did.
package enum ApplyOutcome: Sendable, Hashable {
    /// The change set was empty. Nothing was written.
    case unchanged(serial: Int64)
    /// The plan was applied earlier, as this revision. Nothing was written.
    case alreadyApplied(serial: Int64)
    /// The uids of the objects that the change set has written, by their keys after the change.
    case applied(serial: Int64, uids: [ObjectKey: ULID])
}
