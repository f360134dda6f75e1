import Synchronization

/// A way to a server: lines out, lines in.
///
/// A transport is started once, delivers each line that arrives and then, once, its end. After the
/// end nothing is delivered and nothing is written.
package protocol MCPTransport: Sendable {
    /// Begins delivery. The transport holds the receiver until its end.
    func start(_ receiver: any TransportReceiver)

    /// Writes one line (with its line feed) or queues it; never blocks.
    ///
    /// A line whose ticket was withdrawn is not written. A line that can be dropped is dropped when
    /// the server does not read; others wait in a bounded queue.
    func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool)

    /// What is known about the server apart from its messages.
    var condition: TransportCondition { get }

    /// Ends the connection, with whatever processes belong to it. Returns when nothing of it is left;
    /// later calls wait for the same end. Not ended early by a cancelled task.
    func close(_ teardown: Teardown) async
}

/// Called from the transport's own thread; must be quick and must not block.
package protocol TransportReceiver: Sendable {
    /// One line without its line feed; valid for the length of the call.
    func receive(_ line: UnsafeBufferPointer<UInt8>)

    /// The connection is over; called once, last.
    func ended(_ reason: MCPError.Code)
}

package struct TransportCondition: Sendable, Hashable {
    package var stderrTail: [String] = []
    package var exit: ExitStatus?

    package init(stderrTail: [String] = [], exit: ExitStatus? = nil) {
        self.stderrTail = stderrTail
        self.exit = exit
    }
}

/// How long a server gets to end by itself.
package struct Teardown: Sendable, Hashable {
    /// Between the end of its input and SIGTERM.
    package var closeGrace: Duration
    /// Between SIGTERM and SIGKILL.
    package var terminateGrace: Duration

    package init(closeGrace: Duration = .seconds(2), terminateGrace: Duration = .seconds(3)) {
        self.closeGrace = closeGrace
        self.terminateGrace = terminateGrace
    }

    /// The same with hardly a wait for the end of the input to be seen.
    package var hasty: Teardown {
        Teardown(closeGrace: min(closeGrace, .milliseconds(200)), terminateGrace: terminateGrace)
    }

    /// SIGKILL at once.
    package static let immediate = Teardown(closeGrace: .zero, terminateGrace: .zero)
}

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
