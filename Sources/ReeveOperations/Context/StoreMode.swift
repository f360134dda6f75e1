/// How an operation opens a store.
package enum StoreMode: Sendable {
    /// Reads. A store that does not exist counts as empty, so that a first plan can be made.
    case plan
    /// Reads. A store that does not exist is an error.
    case read
    /// Reads and writes. A store that does not exist is an error.
    case write
    /// Reads and writes. A store that does not exist is made.
    case create

    package var writes: Bool { self == .write || self == .create }
}
