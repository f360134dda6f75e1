internal import ReeveJSON
package import ReeveModel
package import ReeveStore

/// What a plan sees of the store, read in one consistent transaction.
package struct StoreSnapshot: Sendable {
    package var store: ULID
    package var serial: Int64
    /// Of every object, in any order.
    package var heads: [ObjectHead]
    /// At least those that ``DesiredMatch/recordKeys`` names.
    package var records: [ObjectKey: ObjectRecord]
    /// Who points at an object: at least for those that ``DesiredMatch/referrerKeys`` names.
    package var referrers: [ObjectKey: [ObjectKey]]
    package var pins: ToolLock
    /// The objects that hold unique values: at least for values that the plan writes and that belong to another object
    /// now.
    package var holders: [StoredUniqueKey: ObjectKey] = [:]
    /// Everybody who looks after the platform and its organizations; nil where the plan takes nothing from them.
    package var stewards: Stewards?
    /// Objects whose rows were changed by other hands than the store's.
    package var edited: Set<ObjectKey> = []

    package init(
        store: ULID, serial: Int64, heads: [ObjectHead] = [], records: [ObjectKey: ObjectRecord] = [:],
        referrers: [ObjectKey: [ObjectKey]] = [:], pins: ToolLock = ToolLock()
    ) {
        self.store = store
        self.serial = serial
        self.heads = heads
        self.records = records
        self.referrers = referrers
        self.pins = pins
    }
}
