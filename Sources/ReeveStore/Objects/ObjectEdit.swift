package import ReeveModel

/// An object whose row other hands have changed.
package struct ObjectEdit: Sendable, Hashable {
    package let uid: ULID
    /// As reeve wrote it; where no note of that is left, as it is found.
    package let key: ObjectKey
    /// Where its row stands now; nil where it is gone.
    package let found: ObjectKey?

    package init(uid: ULID, key: ObjectKey, found: ObjectKey?) {
        self.uid = uid
        self.key = key
        self.found = found
    }
}
