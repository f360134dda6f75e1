/// One event of a `text/event-stream`.
package struct ServerSentEvent: Sendable, Hashable {
    /// The field `event`; `message` where there is none.
    package var type: String
    /// The fields `data`, one line each. Empty for an event whose only field `data` is empty.
    package var data: String
    /// The last `id` of the stream so far; empty where there was none.
    package var lastEventID: String

    package init(type: String = "message", data: String, lastEventID: String = "") {
        self.type = type
        self.data = data
        self.lastEventID = lastEventID
    }
}
