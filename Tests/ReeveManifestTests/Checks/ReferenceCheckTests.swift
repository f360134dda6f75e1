import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct SetChecksTests {
    private func codes(_ text: String) async throws -> [String] {
        try await ManifestSample.diagnostics(ManifestSample.ground + text).map {
            "\($0.code)@\($0.range?.start.line ?? 0)"
        }
    }

    private func document(_ kind: String, _ metadata: String, _ spec: String) -> String {
        "apiVersion: reeve/v1\nkind: \(kind)\nmetadata: {\(metadata)}\nspec: \(spec)\n---\n"
    }

    @Test func aReferenceLooksInItsEnvironmentThenTheOrganizationThenGlobally() async throws {
        #expect(
            try await codes(
                document("User", "name: ann", "{email: ann@acme.example}")
                    + document("ServiceAccount", "name: sa, organization: acme", "{owner: ann}")
                    + document(
                        "Connection", "name: git, organization: acme, environment: dev",
                        "{transport: stdio, command: [g]}")
                    + document(
                        "Agent", "name: a, organization: acme, environment: dev",
                        "{connection: git, serviceAccount: sa}")) == [])
    }

    @Test func whatIsNarrowedToAnotherEnvironmentIsNotSeen() async throws {
        let found = try await ManifestSample.diagnostics(
            ManifestSample.ground
                + document(
                    "Connection", "name: git, organization: acme, environment: prod",
                    "{transport: stdio, command: [g], serverVersion: '1'}")
                + document("Agent", "name: a, organization: acme, environment: dev", "{connection: git}"))
        #expect(found.map(\.code) == ["reference.unresolved"])
        #expect(
            found.first?.notes.first?.message
                == "acme/prod/Connection/git is in another scope and is not seen from here")
    }

    @Test func anotherTenantIsNeverSeen() async throws {
        #expect(
            try await codes(
                document("Organization", "name: other", "{}")
                    + document("Environment", "name: dev, organization: other", "{}")
                    + document(
                        "Connection", "name: git, organization: other, environment: dev",
                        "{transport: stdio, command: [g]}")
                    + document("Agent", "name: a, organization: acme, environment: dev", "{connection: git}")) == [
                    "reference.unresolved@34"
                ])
    }

    @Test func policyBindingsLookDownIntoEnvironments() async throws {
        let agent =
            document(
                "Connection", "name: git, organization: acme, environment: dev", "{transport: stdio, command: [g]}")
            + document("Agent", "name: a, organization: acme, environment: dev", "{connection: git}")
        let rules = "rules: [{id: r, action: tool.invoke, target: 'tool:git/*', effect: allow}]"
        #expect(
            try await codes(
                agent
                    + document("Policy", "name: p, organization: acme", "{bindings: [{scope: agent, id: a}], \(rules)}")
            ) == [])
        #expect(
            try await codes(
                agent
                    + document(
                        "Policy", "name: p, organization: acme",
                        "{bindings: [{scope: agent, id: a, environment: prod}], \(rules)}"))
                == ["reference.unresolved@29"])
        #expect(
            try await codes(
                agent
                    + document(
                        "Policy", "name: p, organization: acme, environment: prod",
                        "{bindings: [{scope: agent, id: a}], \(rules)}"))
                == ["reference.unresolved@29"])
    }

    @Test func aBrokenObjectIsNotReportedAgainAsMissing() async throws {
        #expect(
            try await codes(
                document(
                    "Connection", "name: git, organization: acme, environment: dev",
                    "{transport: stdio, command: [g], colour: red}")
                    + document("Agent", "name: a, organization: acme, environment: dev", "{connection: git}")) == [
                    "manifest.unknown-field@19"
                ])
    }

    @Test func twoObjectsWithOneIdentityNameBothPlaces() async throws {
        let found = try await ManifestSample.diagnostics(
            ManifestSample.ground + document("Organization", "name: acme", "{currency: EUR}"))
        #expect(found.map(\.code) == ["manifest.duplicate-object"])
        #expect(found.first?.notes.first?.range?.start.line == 3)
    }

    @Test func emailsAreUniqueWithoutRegardToCase() async throws {
        #expect(
            try await codes(
                document("User", "name: ann", "{email: Ann@acme.example}")
                    + document("User", "name: bob", "{email: ann@ACME.example}"))
                == ["manifest.not-unique@24"])
    }

    @Test func whatMayBeNarrowedHasItsNameToItselfInTheOrganization() async throws {
        #expect(
            try await codes(
                document("ServiceAccount", "name: sa, organization: acme", "{}")
                    + document("ServiceAccount", "name: sa, organization: acme, environment: dev", "{}")
                    + document("Limit", "name: l, organization: acme, environment: dev", "{concurrency: 1}")
                    + document("Limit", "name: l, organization: acme, environment: prod", "{concurrency: 1}")
                    + document("Agent", "name: l, organization: acme, environment: dev", "{mode: caller}")
                    + document("Agent", "name: l, organization: acme, environment: prod", "{mode: caller}"))
                == ["manifest.not-unique@23", "manifest.not-unique@33"])
    }

    @Test func oneDeclarationAnAddressAndOneAgentAnAccount() async throws {
        let ground =
            document(
                "Connection", "name: git, organization: acme, environment: dev", "{transport: stdio, command: [g]}")
            + document("ServiceAccount", "name: sa, organization: acme", "{}")
        #expect(
            try await codes(
                ground
                    + document("Tool", "name: t1, organization: acme, environment: dev", "{connection: git, tool: log}")
                    + document("Tool", "name: t2, organization: acme, environment: dev", "{connection: git, tool: log}")
                    + document(
                        "Agent", "name: a, organization: acme, environment: dev", "{mode: caller, serviceAccount: sa}")
                    + document(
                        "Agent", "name: b, organization: acme, environment: dev", "{mode: caller, serviceAccount: sa}"))
                == ["manifest.not-unique@34", "manifest.not-unique@44"])
    }

    @Test func prodAsksForTheVersionOfAServer() async throws {
        func connection(_ spec: String) -> String {
            document("Connection", "name: git, organization: acme, environment: prod", spec)
        }
        #expect(try await codes(connection("{transport: stdio, command: [g]}")) == ["connection.version-required@16"])
        for spec in [
            "{transport: stdio, command: [g], serverVersion: 1.0.0}", "{transport: stdio, command: [uvx, 'g==1.2.3']}",
            "{transport: stdio, command: [npx, 'g@1.2.3']}", "{transport: stdio, command: [docker, run, 'g:1.2']}",
        ] {
            #expect(try await codes(connection(spec)) == [], "\(spec)")
        }
    }

    @Test func anEnvironmentBelongsToItsOrganization() async throws {
        #expect(
            try await codes(
                document(
                    "Connection", "name: git, organization: acme, environment: stage",
                    "{transport: stdio, command: [g]}"))
                == ["reference.unresolved@16"])
    }
}
