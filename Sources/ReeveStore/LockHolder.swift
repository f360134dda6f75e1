package import ReeveJSON

/// Who holds the writer lock, as far as the engine can say.
package struct LockHolder: Sendable, Hashable {
    /// For example `process 4711 (reeve)`; nil where the engine cannot say.
    package let holder: String?
    /// The lock has been held since this time, or longer.
    package let since: Timestamp

    package init(holder: String?, since: Timestamp) {
        self.holder = holder
        self.since = since
    }
}
