/// A way to a server: lines out, lines in.
///
/// A transport is started once, delivers each line that arrives and then, once, its end. After the
/// end nothing is delivered and nothing is written.
package protocol MCPTransport: Sendable {
    /// Begins delivery. The transport holds the receiver until its end.
    func start(_ receiver: any TransportReceiver)

    /// Writes one line (with its line feed) or queues it; never blocks.
    ///
    /// A line whose ticket was withdrawn is not written. A droppable line is dropped while the server does not read;
    /// other lines wait in a bounded queue.
    func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool)

    /// What is known about the server apart from its messages.
    var condition: TransportCondition { get }

    /// Ends the connection and whatever belongs to it, and returns when nothing of it is left. A later call waits for the
    /// same end. A cancelled task does not end the wait.
    func close(_ teardown: Teardown) async
}
