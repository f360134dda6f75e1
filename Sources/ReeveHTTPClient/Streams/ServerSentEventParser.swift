/// Reads a `text/event-stream` (HTML standard, section 9.2.6) from pieces of any size. Bytes in, events out.
///
/// An event is delivered at its blank line. An event that the stream breaks off before that line is never delivered, and
/// an event without a field `data` is none, though its `id` and `retry` count.
///
/// ```swift
/// var parser = ServerSentEventParser()
/// while let piece = try await body.next() {
///     for event in try parser.push(piece) { try take(event) }
/// }
/// ```
package struct ServerSentEventParser: Sendable {
    /// The most bytes that the `data` of one event may have.
    package let eventBytesMax: Int
    /// The last `id` that a blank line confirmed: what `Last-Event-ID` says after a reconnection.
    package private(set) var lastEventID = ""
    /// How long the server wants a client to wait before it connects again; nil where it never said.
    package private(set) var retry: Duration?

    private var lines: LineParser
    private var isFirstLine = true
    private var type = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var idOfEvent = ""

    /// - Parameters:
    ///   - lineBytesMax: bound of one line, comments included.
    ///   - eventBytesMax: bound of the data of one event, line ends included.
    package init(lineBytesMax: Int = 4 << 20, eventBytesMax: Int = 4 << 20) {
        self.eventBytesMax = eventBytesMax
        lines = LineParser(lineBytesMax: lineBytesMax, ending: .any)
    }

    /// The events that `piece` completes.
    ///
    /// - Throws: ``HTTPError/Code/tooLarge`` for a line or an event above its bound. The parser must not be used any more.
    package mutating func push(_ piece: [UInt8]) throws(HTTPError) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for line in try lines.push(piece) {
            let rest = withoutMark(line)
            if rest.isEmpty {
                if let event = dispatch() { events.append(event) }
            } else {
                try process(rest)
            }
        }
        return events
    }

    /// A byte order mark may open the stream, and only the stream.
    private mutating func withoutMark(_ line: [UInt8]) -> ArraySlice<UInt8> {
        defer { isFirstLine = false }
        return isFirstLine && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line[3...] : line[...]
    }

    private mutating func dispatch() -> ServerSentEvent? {
        lastEventID = idOfEvent
        defer {
            type = ""
            // The memory of a huge event is not kept for the rest of the stream.
            data.removeAll(keepingCapacity: data.capacity <= 1 << 16)
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            type: type.isEmpty ? "message" : type, data: String(decoding: data, as: UTF8.self), lastEventID: lastEventID
        )
    }

    private mutating func process(_ line: ArraySlice<UInt8>) throws(HTTPError) {
        let colon = line.firstIndex(of: 0x3A)
        // A line that begins with a colon is a comment.
        guard colon != line.startIndex else { return }
        var value = colon.map { line[($0 + 1)...] } ?? []
        if value.first == 0x20 { value = value.dropFirst() }
        switch String(decoding: line[..<(colon ?? line.endIndex)], as: UTF8.self) {
        case "data": try append(value)
        case "event": type = String(decoding: value, as: UTF8.self)
        case "id":
            if !value.contains(0) { idOfEvent = String(decoding: value, as: UTF8.self) }
        case "retry":
            guard !value.isEmpty, value.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
            // A number that no wait could be is a very long wait.
            retry = .milliseconds(Int64(String(decoding: value, as: UTF8.self)) ?? Int64(Int32.max))
        default: return
        }
    }

    private mutating func append(_ value: ArraySlice<UInt8>) throws(HTTPError) {
        guard data.count + value.count + (hasData ? 1 : 0) <= eventBytesMax else {
            throw HTTPError(
                .tooLarge, "an event of the response is longer than \(eventBytesMax) bytes", requestSent: true)
        }
        if hasData { data.append(0x0A) }
        data += value
        hasData = true
    }
}
