import Synchronization

/// Knows whether a line may have reached the server.
package final class SendTicket: Sendable {
    private enum State: UInt8, AtomicRepresentable {
        case waiting
        case begun
        case withdrawn
    }

    private let state = Atomic<State>(.waiting)

    package init() {}

    /// Called by a transport just before the first byte; false where the line must not be written.
    package func begin() -> Bool {
        state.compareExchange(expected: .waiting, desired: .begun, ordering: .sequentiallyConsistent).exchanged
    }

    /// Called by a transport after a first write that took no byte.
    package func undoBegin() {
        _ = state.compareExchange(expected: .begun, desired: .waiting, ordering: .sequentiallyConsistent)
    }

    /// Takes the line back. True: no byte of it was or will be written.
    package func withdraw() -> Bool {
        state.compareExchange(expected: .waiting, desired: .withdrawn, ordering: .sequentiallyConsistent).original
            != .begun
    }
}
