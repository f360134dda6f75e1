/// A `fromItem` whose value does not exist when the item starts.
package struct UnboundItem: Error, Sendable, Hashable, CustomStringConvertible {
    package let reference: InputBinding.ItemReference

    package var description: String { "item '\(reference.item)' has no value at '\(reference.path)'" }
}
