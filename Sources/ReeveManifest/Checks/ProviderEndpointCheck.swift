import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Requests hold what a task knows, so they go over https, or over http to this machine. Recordings lie in the project.
struct ProviderEndpointCheck: DocumentCheck {
    static let code: DiagnosticCode = "provider.endpoint"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let type = context.spec.string("type").flatMap(ModelProviderSpec.ProviderType.init) else { return [] }
        guard let endpoint = context.spec.string("endpoint") else {
            guard type.defaultEndpoint == nil else { return [] }
            return [
                Diagnostic(
                    Self.code, "\(context.subject) lacks the field 'endpoint', since 'type' is \(type.rawValue)",
                    at: context.range(), help: "name the folder of the recordings: endpoint: recordings/night")
            ]
        }
        guard let flaw = type.readsRecordings ? Self.folderFlaw(endpoint) : Self.flaw(endpoint) else { return [] }
        return [
            Diagnostic(
                Self.code, "the endpoint of \(context.subject) \(flaw.message)", at: context.range("endpoint"),
                help: flaw.help, hidesSource: flaw.isSecret)
        ]
    }

    private struct Flaw {
        let message: String
        let help: String
        var isSecret = false
    }

    private static func folderFlaw(_ path: String) -> Flaw? {
        guard path.contains("://") || path.hasPrefix("/") || path.split(separator: "/").contains("..") else {
            return nil
        }
        return Flaw(
            message: "is no folder below the project root",
            help: "a provider of type replay reads recordings: endpoint: recordings/night")
    }

    private static func flaw(_ text: String) -> Flaw? {
        let help = "write https://HOST/PATH, or http://127.0.0.1:PORT for this machine"
        guard let separator = text.firstRange(of: "://") else { return Flaw(message: "is no URL", help: help) }
        let scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.contains("@") {
            return Flaw(
                message: "holds a name or a password", help: "the key belongs behind 'secretRef'", isSecret: true)
        }
        if rest.contains("?") || rest.contains("#") {
            return Flaw(message: "has a query or a fragment", help: help, isSecret: true)
        }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        guard let host = host(of: authority), isPlain else { return Flaw(message: "is no URL", help: help) }
        switch scheme {
        case "https": return nil
        case "http" where isLoopback(host): return nil
        case "http": return Flaw(message: "is plain http to another machine", help: help)
        default: return Flaw(message: "has the scheme '\(scheme)'", help: help)
        }
    }

    /// Nil where there is none, or the port is none.
    private static func host(of authority: Substring) -> Substring? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port, (UInt16(port) ?? 0) == 0 { return nil }
        return host.isEmpty || (host.contains(":") && !authority.hasPrefix("[")) ? nil : host
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
