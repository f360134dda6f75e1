import Glibc

/// The write end of a server's input, and the lines that it has not taken yet.
struct Outbox: Sendable {
    /// Above this many queued bytes a line is refused: the server does not read.
    static let maximumQueuedBytes = 64 << 20
    /// Above this many queued bytes an answer that can be dropped is dropped.
    static let droppableQueuedBytes = 1 << 16

    private struct Item: Sendable {
        let line: [UInt8]
        let ticket: SendTicket
        var offset: Int
    }

    private var descriptor: Int32?
    private var queue: [Item] = []
    private var first = 0
    private var queuedBytes = 0
    /// The server has closed its input.
    private(set) var isBroken = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// The descriptor to wait for, where lines are queued.
    var awaitedDescriptor: Int32? { isBroken || queue.isEmpty ? nil : descriptor }

    mutating func send(_ line: [UInt8], ticket: SendTicket, isDroppable: Bool) {
        guard descriptor != nil, !isBroken else { return }
        guard queuedBytes + line.count <= Self.maximumQueuedBytes else { return }
        if isDroppable, queuedBytes > Self.droppableQueuedBytes { return }
        let mustFlush = queue.isEmpty
        queue.append(Item(line: line, ticket: ticket, offset: 0))
        queuedBytes += line.count
        if mustFlush { flush() }
    }

    /// Writes as much as the pipe takes; never blocks.
    mutating func flush() {
        guard let descriptor else { return }
        while first < queue.count {
            guard writeFirst(to: descriptor) else { return }
            queuedBytes -= queue[first].line.count
            first += 1
        }
        queue.removeAll(keepingCapacity: first < 64)
        first = 0
    }

    /// Whether the first line is done with: written to its end, or withdrawn before its start.
    private mutating func writeFirst(to descriptor: Int32) -> Bool {
        if queue[first].offset == 0, !queue[first].ticket.begin() { return true }
        while queue[first].offset < queue[first].line.count {
            let offset = queue[first].offset
            let count = queue[first].line.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count > 0 {
                queue[first].offset += count
                continue
            }
            if errno == EINTR { continue }
            if errno != EAGAIN { isBroken = true }
            if queue[first].offset == 0 { queue[first].ticket.undoBegin() }
            return false
        }
        return true
    }

    /// Ends the server's input; lines that were not taken are dropped.
    mutating func close() {
        if let descriptor { _ = Glibc.close(descriptor) }
        descriptor = nil
        queue = []
        first = 0
        queuedBytes = 0
    }
}
