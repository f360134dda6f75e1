/// Something that happened inside, for whoever looks for a cause.
package struct LogEntry: Sendable {
    package let level: LogLevel
    /// Such as `store-opened`.
    package let event: String
    /// In their order; nil values are not shown.
    package let fields: [(key: String, value: String?)]

    package init(level: LogLevel, event: String, fields: [(String, String?)]) {
        self.level = level
        self.event = event
        self.fields = fields.map { (key: $0.0, value: $0.1) }
    }
}
