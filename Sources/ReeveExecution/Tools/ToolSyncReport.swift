package import ReeveJSON

/// What a sync of one connection found.
package struct ToolSyncReport: Sendable, Hashable {
    package enum Change: Sendable, Hashable {
        case new
        case unchanged
        /// The change is accepted; the text is the new version.
        case changed(DefinitionVerdict, version: String)
        /// The change is not what is pinned. It cannot be called until it is approved.
        case stale(DefinitionVerdict)
        case vanished
        /// The server's entry could not be taken.
        case failed(String)
    }

    package struct Entry: Sendable, Hashable {
        package let tool: String
        package let change: Change
        package let digest: ContentDigest?
    }

    package let connection: String
    /// Sorted by name of the tool.
    package let entries: [Entry]
    package let findings: [ToolFinding]
    package let launchDigest: ContentDigest
    package let serverName: String?
    package let serverVersion: String?
    package let protocolRevision: String

    package func count(_ matches: (Change) -> Bool) -> Int { entries.count { matches($0.change) } }

    /// `2 new, 1 changed, 3 unchanged`.
    package var summary: String {
        let counts: [(String, Int)] = [
            ("new", count { $0 == .new }),
            ("changed", count { if case .changed = $0 { true } else { false } }),
            ("stale", count { if case .stale = $0 { true } else { false } }),
            ("vanished", count { $0 == .vanished }),
            ("failed", count { if case .failed = $0 { true } else { false } }),
            ("unchanged", count { $0 == .unchanged }),
        ]
        let parts = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        return parts.isEmpty ? "no tools" : parts.joined(separator: ", ")
    }
}
