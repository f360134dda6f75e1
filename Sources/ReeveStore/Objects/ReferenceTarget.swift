internal import ReeveJSON
package import ReeveModel

/// A reference by key: uids are given by apply.
package struct ReferenceTarget: Sendable, Hashable {
    /// A JSON Pointer into the spec.
    package var field: String
    /// The key after the whole change set is applied.
    package var target: ObjectKey

    package init(field: String, target: ObjectKey) {
        self.field = field
        self.target = target
    }
}
