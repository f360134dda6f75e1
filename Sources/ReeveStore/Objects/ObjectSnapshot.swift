internal import ReeveModel

/// The heads of a store's objects at one instant.
package struct ObjectSnapshot: Sendable, Hashable {
    package var head: StoreHead
    /// Sorted as ``ObjectKey`` is.
    package var objects: [ObjectHead]
    package var pins: [Pin]

    package init(head: StoreHead, objects: [ObjectHead], pins: [Pin]) {
        self.head = head
        self.objects = objects
        self.pins = pins
    }
}
