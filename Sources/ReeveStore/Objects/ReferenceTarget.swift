internal import ReeveJSON
package import ReeveModel

/// A reference that names its target by key, since apply gives the uids.
package struct ReferenceTarget: Sendable, Hashable {
    /// A JSON Pointer into the spec.
    package var field: String
    /// The key that the target has after the whole change set.
    package var target: ObjectKey

    package init(field: String, target: ObjectKey) {
        self.field = field
        self.target = target
    }
}
