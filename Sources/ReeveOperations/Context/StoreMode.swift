/// How an operation opens a store.
package enum StoreMode: Sendable {
    /// One that is not there is an empty one: what a first plan is compared with.
    case plan
    /// One that is not there is an error.
    case read
    /// The same.
    case write
    /// One that is not there is made.
    case create

    package var writes: Bool { self == .write || self == .create }
}
