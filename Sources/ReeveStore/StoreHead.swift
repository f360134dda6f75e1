package import ReeveModel

/// The state that every transaction continues.
package struct StoreHead: Sendable, Hashable {
    /// Made with the store. Copies and backups have the same id.
    package var storeID: ULID
    /// Raised by one with each apply that changes something.
    package var serial: Int64

    package init(storeID: ULID, serial: Int64) {
        self.storeID = storeID
        self.serial = serial
    }

    /// The store id in a plan that was made where there was no store yet.
    package static let noStoreID = ULID.none

    /// Whether a plan for `store` may be applied now: the plan is for this store, or it was made before there was a
    /// store and nothing was applied here yet.
    package func takes(planFor store: ULID) -> Bool { store == storeID || (store == Self.noStoreID && serial == 0) }

    /// Whether a plan for `store` may have been applied here before.
    package func mayHaveTaken(planFor store: ULID) -> Bool { store == storeID || store == Self.noStoreID }
}
