/// Something that has happened inside, for whoever searches for a cause.
package struct LogEntry: Sendable {
    package let level: LogLevel
    /// A word such as `store-opened`.
    package let event: String
    /// The fields, in this order. A field with the value nil is not shown.
    package let fields: [(key: String, value: String?)]

    package init(level: LogLevel, event: String, fields: [(String, String?)]) {
        self.level = level
        self.event = event
        self.fields = fields.map { (key: $0.0, value: $0.1) }
    }
}
