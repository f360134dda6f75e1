import ReeveDiagnostics
import ReeveJSON
import ReeveModel

@testable import ReeveManifest

/// Reads manifests from text, as a project without a `reeve.yaml` would.
enum ManifestSample {
    /// What `load` found; files are named `a.yaml`, `b.yaml` and so on.
    static func load(
        _ texts: String..., spec: ProjectSpec = .unnamed, variables: [String: String] = [:], offline: Bool = false
    ) throws -> ManifestSet {
        let project = Project(root: "/nowhere", spec: spec, hasFile: false)
        let binder =
            offline
            ? Binder.offline
            : Binder { source, name in
                variables["\(source.rawValue):\(name)"].map { .success($0) } ?? .failure(.absent)
            }
        let names = ["a.yaml", "b.yaml", "c.yaml"]
        let sources = try zip(texts, names).map { try SourceText($0, file: $1) }
        return ManifestLoader(project: project, binder: binder).load(sources)
    }

    /// All diagnostics of reading and of the checks of the whole set, in order.
    static func diagnostics(_ text: String) async throws -> [Diagnostic] {
        let set = try load(text)
        return (set.diagnostics + (await SetChecks.check(set))).sorted()
    }

    /// Codes and lines of what is found in a text that follows ``ground``, such as `reference.unresolved@29`.
    static func codes(_ text: String) async throws -> [String] {
        try await diagnostics(ground + text).map { "\($0.code)@\($0.range?.start.line ?? 0)" }
    }

    static func document(_ kind: String, _ metadata: String, _ spec: String) -> String {
        "apiVersion: reeve/v1\nkind: \(kind)\nmetadata: {\(metadata)}\nspec: \(spec)\n---\n"
    }

    /// The organization, environments and people that most samples need.
    static let ground = """
        apiVersion: reeve/v1
        kind: Organization
        metadata: {name: acme}
        spec: {}
        ---
        apiVersion: reeve/v1
        kind: Environment
        metadata: {name: dev, organization: acme}
        spec: {}
        ---
        apiVersion: reeve/v1
        kind: Environment
        metadata: {name: prod, organization: acme}
        spec: {type: prod, rules: {forbidTrifecta: false}}
        ---

        """
}
