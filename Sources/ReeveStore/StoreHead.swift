package import ReeveModel

/// The state that every transaction carries on.
package struct StoreHead: Sendable, Hashable {
    /// Made with the store; copies and backups keep it.
    package var storeID: ULID
    /// Raised by one with each apply that changes something.
    package var serial: Int64

    package init(storeID: ULID, serial: Int64) {
        self.storeID = storeID
        self.serial = serial
    }

    /// What a plan names that was made where there was no store yet.
    package static let noStoreID = ULID.none

    /// Whether a plan that was made for `store` may be applied now: one for this store, or one that was made before
    /// there was a store, as long as nothing was applied here.
    package func takes(planFor store: ULID) -> Bool { store == storeID || (store == Self.noStoreID && serial == 0) }

    /// Whether a plan that was made for `store` may have been applied here before.
    package func mayHaveTaken(planFor store: ULID) -> Bool { store == storeID || store == Self.noStoreID }
}
