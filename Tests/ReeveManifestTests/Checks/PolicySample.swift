import ReeveDiagnostics
import ReeveModel

/// A Policy beside an organization `evil` and a user `anna`.
enum PolicySample {
    static func diagnostics(_ policy: String, in scope: String = "organization: acme") async throws -> [Diagnostic] {
        let more = """
            apiVersion: reeve/v1
            kind: Organization
            metadata: {name: evil}
            spec: {}
            ---
            apiVersion: reeve/v1
            kind: User
            metadata: {name: anna}
            spec: {email: anna@acme.example}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: p, \(scope)}
            spec: \(policy)
            """
        return try await ManifestSample.diagnostics(ManifestSample.ground + more)
    }

    static let rule = "{id: r, action: tool.invoke, target: 'tool:git/*', effect: allow}"
}
