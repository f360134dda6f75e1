/// How an operation opens a store.
package enum StoreMode: Sendable {
    /// Reads. A store that is not there counts as an empty one, which a first plan is compared with.
    case plan
    /// Reads. A store that is not there is an error.
    case read
    /// Reads and writes. A store that is not there is an error.
    case write
    /// Reads and writes. A store that is not there is made.
    case create

    package var writes: Bool { self == .write || self == .create }
}
