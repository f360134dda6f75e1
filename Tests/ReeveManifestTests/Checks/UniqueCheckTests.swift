import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

@Suite struct UniqueCheckTests {
    @Test func emailsAreUniqueWithoutRegardToCase() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document("User", "name: ann", "{email: Ann@acme.example}")
                    + ManifestSample.document("User", "name: bob", "{email: ann@ACME.example}"))
                == ["manifest.not-unique@24"])
    }

    @Test func whatMayBeNarrowedHasItsNameToItselfInTheOrganization() async throws {
        #expect(
            try await ManifestSample.codes(
                ManifestSample.document("ServiceAccount", "name: sa, organization: acme", "{}")
                    + ManifestSample.document("ServiceAccount", "name: sa, organization: acme, environment: dev", "{}")
                    + ManifestSample.document(
                        "Limit", "name: l, organization: acme, environment: dev", "{concurrency: 1}")
                    + ManifestSample.document(
                        "Limit", "name: l, organization: acme, environment: prod", "{concurrency: 1}")
                    + ManifestSample.document(
                        "Agent", "name: l, organization: acme, environment: dev", "{mode: caller}")
                    + ManifestSample.document(
                        "Agent", "name: l, organization: acme, environment: prod", "{mode: caller}"))
                == ["manifest.not-unique@23", "manifest.not-unique@33"])
    }

    @Test func oneDeclarationAnAddressAndOneAgentAnAccount() async throws {
        let ground =
            ManifestSample.document(
                "Connection", "name: git, organization: acme, environment: dev", "{transport: stdio, command: [g]}")
            + ManifestSample.document("ServiceAccount", "name: sa, organization: acme", "{}")
        #expect(
            try await ManifestSample.codes(
                ground
                    + ManifestSample.document(
                        "Tool", "name: t1, organization: acme, environment: dev", "{connection: git, tool: log}")
                    + ManifestSample.document(
                        "Tool", "name: t2, organization: acme, environment: dev", "{connection: git, tool: log}")
                    + ManifestSample.document(
                        "Agent", "name: a, organization: acme, environment: dev", "{mode: caller, serviceAccount: sa}")
                    + ManifestSample.document(
                        "Agent", "name: b, organization: acme, environment: dev", "{mode: caller, serviceAccount: sa}"))
                == ["manifest.not-unique@34", "manifest.not-unique@44"])
    }
}
