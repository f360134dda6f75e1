/// Called from the transport's own thread; must be quick and must not block.
package protocol TransportReceiver: Sendable {
    /// One line without its line feed; valid for the length of the call.
    func receive(_ line: UnsafeBufferPointer<UInt8>)

    /// The connection is over; called once, last.
    func ended(_ reason: MCPError.Code)
}
