import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct ReferenceCheckTests {
    @Test func aReferenceLooksInItsEnvironmentThenTheOrganizationThenGlobally() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document("User", "name: ann", "{email: ann@acme.example}")
                    + ManifestSample.document("ServiceAccount", "name: sa, organization: acme", "{owner: ann}")
                    + ManifestSample.document(
                        "Connection", "name: git, organization: acme, environment: dev",
                        "{transport: stdio, command: [g]}")
                    + ManifestSample.document(
                        "Agent", "name: a, organization: acme, environment: dev",
                        "{connection: git, serviceAccount: sa}")) == [])
    }

    @Test func whatIsNarrowedToAnotherEnvironmentIsNotSeen() async throws {
        let found = try await ManifestSample.diagnostics(
            ManifestSample.ground
                + ManifestSample.document(
                    "Connection", "name: git, organization: acme, environment: prod",
                    "{transport: stdio, command: [g], serverVersion: '1'}")
                + ManifestSample.document("Agent", "name: a, organization: acme, environment: dev", "{connection: git}")
        )
        #expect(found.map(\.code) == ["reference.unresolved"])
        #expect(
            found.first?.notes.first?.message
                == "acme/prod/Connection/git is in another scope and is not seen from here")
    }

    @Test func anotherTenantIsNeverSeen() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document("Organization", "name: other", "{}")
                    + ManifestSample.document("Environment", "name: dev, organization: other", "{}")
                    + ManifestSample.document(
                        "Connection", "name: git, organization: other, environment: dev",
                        "{transport: stdio, command: [g]}")
                    + ManifestSample.document(
                        "Agent", "name: a, organization: acme, environment: dev", "{connection: git}")) == [
                    "reference.unresolved@34"
                ])
    }

    @Test func policyBindingsLookDownIntoEnvironments() async throws {
        let agent =
            ManifestSample.document(
                "Connection", "name: git, organization: acme, environment: dev", "{transport: stdio, command: [g]}")
            + ManifestSample.document("Agent", "name: a, organization: acme, environment: dev", "{connection: git}")
        let rules = "rules: [{id: r, action: tool.invoke, target: 'tool:git/*', effect: allow}]"
        #expect(
            try await ManifestSample.codes(
                agent
                    + ManifestSample.document(
                        "Policy", "name: p, organization: acme", "{bindings: [{scope: agent, id: a}], \(rules)}")
            ) == [])
        #expect(
            try await ManifestSample.codes(
                agent
                    + ManifestSample.document(
                        "Policy", "name: p, organization: acme",
                        "{bindings: [{scope: agent, id: a, environment: prod}], \(rules)}"))
                == ["reference.unresolved@29"])
        #expect(
            try await ManifestSample.codes(
                agent
                    + ManifestSample.document(
                        "Policy", "name: p, organization: acme, environment: prod",
                        "{bindings: [{scope: agent, id: a}], \(rules)}"))
                == ["reference.unresolved@29"])
    }

    @Test func aBrokenObjectIsNotReportedAgainAsMissing() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document(
                    "Connection", "name: git, organization: acme, environment: dev",
                    "{transport: stdio, command: [g], colour: red}")
                    + ManifestSample.document(
                        "Agent", "name: a, organization: acme, environment: dev", "{connection: git}")) == [
                    "manifest.unknown-field@19"
                ])
    }

    @Test func anEnvironmentBelongsToItsOrganization() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document(
                    "Connection", "name: git, organization: acme, environment: stage",
                    "{transport: stdio, command: [g]}"))
                == ["reference.unresolved@16"])
    }
}
