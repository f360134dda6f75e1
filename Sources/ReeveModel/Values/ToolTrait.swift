/// What is known of a tool's nature.
package enum ToolTrait: String, Sendable, Hashable, CaseIterable {
    case privateData = "private-data"
    case untrustedContent = "untrusted-content"
    case outbound
    case destructive
}
