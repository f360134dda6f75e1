import Glibc
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import TestSupport
import Testing

@testable import ReeveManifest

@Suite struct ProjectFileTests {
    private func load(_ text: String) throws -> (project: Project, diagnostics: [Diagnostic]) {
        try TestFolder.with { root in
            try TestFolder.write(Array(text.utf8), to: root + "/reeve.yaml")
            let found = ProjectFile.load(root: root)
            return (found.project, found.diagnostics)
        }
    }

    private func text(_ spec: String, name: String = "acme") -> String {
        "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: \(name)}\nspec: \(spec)\n"
    }

    @Test func withoutAFileTheDefaultsHold() throws {
        try TestFolder.with { root in
            let found = ProjectFile.load(root: root)
            #expect(!found.project.hasFile && found.diagnostics == [] && found.source == nil)
            #expect(found.project.spec.set == "default" && found.project.spec.manifests == ["manifests"])
        }
    }

    @Test func whatTheFileSaysHoldsAndTheRestIsTheDefault() throws {
        let (project, diagnostics) = try load(text("{manifests: [objects], prune: true}"))
        #expect(diagnostics == [] && project.hasFile)
        #expect(project.spec.set == "acme" && project.spec.manifests == ["objects"] && project.spec.prune)
        #expect(project.spec.jobs == ["jobs"] && project.spec.store == ProjectSpec.unnamed.store)
        #expect(try load("apiVersion: reeve/v1\nkind: Project\nmetadata: {name: acme}\n").project.spec.set == "acme")
    }

    static let mistakes: [Named<(text: String, code: DiagnosticCode)>] = [
        Named("nothing in it", ("", "manifest.not-an-object")),
        Named("a list", ("[a]\n", "manifest.not-an-object")),
        Named("another kind", ("apiVersion: reeve/v1\nkind: Agent\n", "manifest.unknown-kind")),
        Named("no version", ("kind: Project\nmetadata: {name: acme}\n", "manifest.unknown-kind")),
        Named("no name", ("apiVersion: reeve/v1\nkind: Project\nspec: {}\n", "manifest.missing-field")),
        Named(
            "a bad name", ("apiVersion: reeve/v1\nkind: Project\nmetadata: {name: A b}\n", "manifest.missing-field")),
        Named(
            "an unknown field",
            (
                "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: acme}\nspec: {prunes: true}\n",
                "manifest.unknown-field"
            )),
        Named(
            "a store that is not available",
            (
                "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: acme}\nspec: {store: 'postgresql://h/d'}\n",
                "manifest.not-available"
            )),
        Named(
            "two documents",
            (
                "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: acme}\n---\na: 1\n", "manifest.not-an-object"
            )),
    ]

    /// Nothing of a file with a mistake counts, so that a slip never changes what another part of the file means.
    @Test(arguments: mistakes)
    func withAMistakeTheDefaultsStandIn(mistake: Named<(text: String, code: DiagnosticCode)>) throws {
        let (project, diagnostics) = try load(mistake.value.text)
        #expect(diagnostics.map(\.code) == [mistake.value.code], "\(diagnostics)")
        #expect(!project.hasFile && project.spec.set == "default")
    }

    @Test func laterDefaultsOfAPathWin() {
        var spec = ProjectSpec.unnamed
        spec.defaults = [
            .init(path: "manifests/**", organization: "acme", environment: nil, labels: ["team": "a", "tier": "x"]),
            .init(path: "manifests/prod/**", organization: nil, environment: "prod", labels: ["team": "b"]),
        ]
        let project = Project(root: "/p", spec: spec, hasFile: true)
        let inner = project.context(for: "manifests/prod/a.yaml", binder: .offline)
        #expect(inner.organization == "acme" && inner.environment == "prod")
        #expect(inner.labels == ["team": "b", "tier": "x"])
        #expect(project.context(for: "manifests/a.yaml", binder: .offline).environment == nil)
        #expect(project.context(for: "jobs/a.yaml", binder: .offline).organization == nil)
    }

    @Test func pathsLieBelowTheRootUnlessTheyAreAbsolute() {
        let project = Project(root: "/p", spec: .unnamed, hasFile: false)
        #expect(project.absolute("a/b") == "/p/a/b" && project.absolute("/a") == "/a")
    }
}
