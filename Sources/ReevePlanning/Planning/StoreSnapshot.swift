internal import ReeveJSON
package import ReeveModel
package import ReeveStore

/// What a plan sees of the store. It is read in one consistent transaction.
package struct StoreSnapshot: Sendable {
    package var store: ULID
    package var serial: Int64
    /// The heads of all objects, in any order.
    package var heads: [ObjectHead]
    /// The records of at least those objects that ``DesiredMatch/recordKeys(_:)`` names.
    package var records: [ObjectKey: ObjectRecord]
    /// Who refers to an object, for at least those objects that ``DesiredMatch/referrerKeys(_:)`` names.
    package var referrers: [ObjectKey: [ObjectKey]]
    package var pins: ToolLock
    /// The objects that hold unique values: at least for values that the plan writes and that another object holds now.
    package var holders: [StoredUniqueKey: ObjectKey] = [:]
    /// Everybody who administers the platform or owns an organization; nil where the plan takes nothing from them.
    package var stewards: Stewards?
    /// All teams and their types; nil where the plan concerns none.
    package var teams: TeamRules?
    /// All model providers; nil where the plan concerns none.
    package var fallbacks: FallbackChains?
    /// Objects whose rows other hands have changed.
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
