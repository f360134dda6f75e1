package import ReeveJSON
package import ReeveModel

/// Names a thing in a store, for use in errors.
package enum StoredItem: Sendable, Hashable {
    /// The store itself; the text is its place.
    case store(String)
    case object(ObjectKey)
    case batch(ULID)
    case run(ULID)
    case approval(ULID)
    case attempt(run: ULID, number: Int)
    case revision(Int64)
    case payload(ContentDigest)
    case auditEntry(Int64)
    case tool(String)
    case pause(PauseTarget)
}
