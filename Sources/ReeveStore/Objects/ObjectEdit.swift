package import ReeveModel

/// An object whose row other hands have changed.
package struct ObjectEdit: Sendable, Hashable {
    package let uid: ULID
    /// The key that reeve gave the object; where no note of it is left, the key that the row has now.
    package let key: ObjectKey
    /// The key that the row has now; nil where the row is gone.
    package let found: ObjectKey?

    package init(uid: ULID, key: ObjectKey, found: ObjectKey?) {
        self.uid = uid
        self.key = key
        self.found = found
    }
}
