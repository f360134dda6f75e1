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
