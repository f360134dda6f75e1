internal import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel

/// Everything that a plan depends on besides the declared objects and the store.
package struct PlanOptions: Sendable {
    package var set: String
    package var planID: ULID
    package var now: Timestamp
    /// Name and version of the program, which the plan records.
    package var tool: String
    /// Whether objects are deleted that the set owns and no longer declares. A narrowed plan never does so.
    package var prunes = false
    package var maxDeletes = 10
    /// The largest share of the set that may be pruned, in percent.
    package var maxDeleteShare = 20
    /// True where a part of the input could not be read. Pruning would delete what that part declares.
    package var inputIsPartial = false
    /// `--take`: objects of other sets go over to this set, and in a conflict the value of the manifest wins.
    package var takes = false
    package var keepsDrift = false
    package var selection = ObjectSelection()
    /// The kinds that the declared objects were decoded with.
    package var kinds = KindRegistry.standard
    /// The objects of `delete KIND NAME`.
    package var requestedDeletes: [ObjectKey] = []
    /// Objects that the set gives up. They stay as they are.
    package var requestedForgets: [ObjectKey] = []
    /// The parsed `reeve.lock`; nil where the project has none, and then no pin changes.
    package var lock: ToolLock?

    package init(set: String, planID: ULID, now: Timestamp, tool: String = "reeve") {
        self.set = set
        self.planID = planID
        self.now = now
        self.tool = tool
    }
}
