internal import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel

/// Everything that decides a plan beside the declared objects and the store.
package struct PlanOptions: Sendable {
    package var set: String
    package var planID: ULID
    package var now: Timestamp
    /// Name and version of the program, as plans record it.
    package var tool: String
    /// Deletes what the set owned and no longer declares; never with a narrowed selection.
    package var prunes = false
    package var maxDeletes = 10
    /// The largest share of the set that may be pruned, in percent.
    package var maxDeleteShare = 20
    /// A part of the input could not be read: pruning would delete what it declares.
    package var inputIsPartial = false
    /// `--take`: objects of other sets become this set's, and in a conflict the manifest's value wins.
    package var takes = false
    package var keepsDrift = false
    package var selection = ObjectSelection()
    /// The kinds that the declared objects were decoded by.
    package var kinds = KindRegistry.standard
    /// `delete KIND NAME`.
    package var requestedDeletes: [ObjectKey] = []
    /// Objects that the set gives up and leaves as they are.
    package var requestedForgets: [ObjectKey] = []
    /// The parsed `reeve.lock`; nil where the project has none, which changes no pin.
    package var lock: ToolLock?

    package init(set: String, planID: ULID, now: Timestamp, tool: String = "reeve") {
        self.set = set
        self.planID = planID
        self.now = now
        self.tool = tool
    }
}
