package import ReeveJSON

/// Who holds the writer lock, as far as the engine can tell.
package struct LockHolder: Sendable, Hashable {
    /// `process 4711 (reeve)`, or nil where the engine cannot say.
    package let holder: String?
    /// The lock has been held at least since then.
    package let since: Timestamp

    package init(holder: String?, since: Timestamp) {
        self.holder = holder
        self.since = since
    }
}
