package import ReeveModel
package import ReeveStore

/// Why work could not begin at all. What goes wrong in a single run is a ``RunReason`` instead.
package struct ExecutionError: Error, Sendable {
    package enum Code: Sendable, Hashable {
        case store
        /// An object in the store is not in its normal form.
        case unreadableObject(ObjectKey)
        case missing(ObjectKey)
        /// A row that the work depends on was changed by other hands than the store's.
        case edited
        /// A server listed no tools although it had some before.
        case emptyToolList(connection: String)
        /// The server could not be started, asked or understood.
        case connection
        case secretMissing(String)
    }

    package let code: Code
    package let message: String
    package let underlying: StoreError?

    package init(_ code: Code, _ message: String, underlying: StoreError? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    package init(_ error: StoreError) { self.init(.store, "\(error)", underlying: error) }

    /// The error of the store that caused this one; where there is none, a store error with the same message.
    package var storeError: StoreError { underlying ?? StoreError(.ioFailure, message) }

    package var isRetryable: Bool { code == .connection || (underlying?.isRetryable ?? false) }
}

extension ExecutionError: CustomStringConvertible {
    package var description: String { message }
}
