package import ReeveModel

/// What ``Store/repair(by:)`` did with rows that other hands had changed. All lists are empty where there were none.
package struct StoreRepair: Sendable, Hashable {
    /// Objects that the next plan shows as changed by hand. The next apply writes over them.
    package var marked: [ObjectKey] = []
    /// Objects that no apply had written. They were removed.
    package var removed: [ObjectKey] = []
    /// The paths of objects whose rows were gone. The log now says that they are deleted.
    package var gone: [String] = []
    /// Pins that were not as the store wrote them. They were removed, and `reeve.lock` sets them anew.
    package var pins: [PinTarget] = []

    package var isEmpty: Bool { marked.isEmpty && removed.isEmpty && gone.isEmpty && pins.isEmpty }
}
