package import ReeveModel

/// An object that a run needs until it ends. Until then the object cannot be deleted.
package struct RunObject: Sendable, Hashable {
    package var run: ULID
    package var object: ULID

    package init(run: ULID, object: ULID) {
        self.run = run
        self.object = object
    }
}
