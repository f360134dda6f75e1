/// A tool of a connection: `connection/tool`, or `connection/tool@1.2.0` to ask for one version.
///
/// The first `/` ends the connection; the rest is the server's own name, case kept. A version is
/// what follows the last `@`, where it looks like one.
package struct ToolAddress: Sendable, Hashable {
    package let connection: String
    package let tool: String
    package let version: String?

    package init(connection: String, tool: String, version: String? = nil) {
        self.connection = connection
        self.tool = tool
        self.version = version
    }

    /// Reads the text form; nil without a connection or a tool.
    package init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        connection = String(text[..<slash])
        var rest = text[text.index(after: slash)...]
        var version: String?
        if let at = rest.lastIndex(of: "@") {
            let candidate = rest[rest.index(after: at)...]
            let parts = candidate.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
            {
                version = String(candidate)
                rest = rest[..<at]
            }
        }
        tool = String(rest)
        self.version = version
        guard ObjectName.isValid(connection), !tool.isEmpty, tool.utf8.count <= 256 else { return nil }
    }

    /// Connections of these names are reeve's own.
    package static let reservedConnections: Set<String> = ["reeve", "curated"]

    /// Without the version.
    package var unversioned: String { connection + "/" + tool }
}

extension ToolAddress: CustomStringConvertible {
    package var description: String { unversioned + (version.map { "@" + $0 } ?? "") }
}
