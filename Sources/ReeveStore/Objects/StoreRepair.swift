package import ReeveModel

/// What ``Store/repair(by:)`` did with rows that other hands had changed; all empty where there were none.
package struct StoreRepair: Sendable, Hashable {
    /// Objects that the next plan shows as changed by hand, and the next apply writes over.
    package var marked: [ObjectKey] = []
    /// Objects that no apply wrote; they were removed.
    package var removed: [ObjectKey] = []
    /// Paths of objects that were gone; the log knows that now.
    package var gone: [String] = []
    /// Pins that were not as they had been written; they were removed, and `reeve.lock` sets them anew.
    package var pins: [PinTarget] = []

    package var isEmpty: Bool { marked.isEmpty && removed.isEmpty && gone.isEmpty && pins.isEmpty }
}
