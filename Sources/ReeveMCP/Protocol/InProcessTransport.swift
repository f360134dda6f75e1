package import ReeveJSON
import Synchronization

/// A server inside this process: the same messages, encoded and read as over a pipe, and no process.
///
/// The handler is called on the sender's thread, one message at a time for each sender, and its
/// answers are delivered before `send` returns.
package final class InProcessTransport: MCPTransport {
    package typealias Handler = @Sendable (JSONValue) -> [JSONValue]

    private enum State: Sendable {
        case idle
        case open(any TransportReceiver)
        case ended
    }

    private let handler: Handler
    private let state = Mutex(State.idle)

    package init(_ handler: @escaping Handler) { self.handler = handler }

    package var condition: TransportCondition { TransportCondition() }

    package func start(_ receiver: any TransportReceiver) {
        state.withLock { state in
            guard case .idle = state else { return }
            state = .open(receiver)
        }
    }

    package func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool) {
        guard let receiver, ticket.begin(), let message = try? JSONParser.parse(line) else { return }
        for answer in handler(message) { deliver(answer.writtenBytes, to: receiver) }
    }

    /// Delivers a message that answers nothing.
    package func push(_ message: JSONValue) {
        guard let receiver else { return }
        deliver(message.writtenBytes, to: receiver)
    }

    /// Ends the connection from the server's side.
    package func end(_ reason: MCPError.Code) {
        let receiver = state.withLock { state -> (any TransportReceiver)? in
            defer { state = .ended }
            guard case .open(let receiver) = state else { return nil }
            return receiver
        }
        receiver?.ended(reason)
    }

    package func close(_ teardown: Teardown) async { end(.closed) }

    private var receiver: (any TransportReceiver)? {
        state.withLock { state in
            guard case .open(let receiver) = state else { return nil }
            return receiver
        }
    }

    private func deliver(_ bytes: [UInt8], to receiver: any TransportReceiver) {
        bytes.withUnsafeBufferPointer { receiver.receive($0) }
    }
}
