import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

/// Bindings and globs that could never lead to a request are mistakes with a place.
@Suite struct BindingScopeCheckTests {
    private func bound(_ binding: String, in scope: String = "organization: acme") async throws -> [String] {
        try await PolicySample.diagnostics("{bindings: [\(binding)], rules: [\(PolicySample.rule)]}", in: scope)
            .map { "\($0.code)@\($0.range?.start.line ?? 0) \($0.message)" }
    }

    @Test func anotherOrganizationIsNoScopeOfABinding() async throws {
        #expect(
            try await bound("{scope: org, id: evil}") == [
                "policy.binding-scope@29 Policy 'p' belongs to 'acme', so this binding to 'evil' never applies"
            ])
        #expect(try await bound("{scope: org, id: acme}") == [])
    }

    @Test func anotherEnvironmentIsNoScopeOfABinding() async throws {
        let prod = "organization: acme, environment: prod"
        #expect(
            try await bound("{scope: env, id: dev}", in: prod) == [
                "policy.binding-scope@29 Policy 'p' belongs to 'prod', so this binding to 'dev' never applies"
            ])
        #expect(try await bound("{scope: env, id: prod}", in: prod) == [])
        #expect(
            try await bound("{scope: env, id: dev, environment: prod}").map { $0.prefix(23) }
                == ["policy.binding-scope@29"])
        #expect(try await bound("{scope: env, id: dev, environment: dev}") == [])
    }

    @Test func aRoleIsAMembershipRoleOrARoleThatExists() async throws {
        for id in ["membership:emperor", "membership:", "membership:Member", "team:doctor"] {
            #expect(try await bound("{scope: role, id: '\(id)'}").map { $0.prefix(23) } == ["policy.binding-scope@29"])
        }
        #expect(try await bound("{scope: role, id: doctor}").map { $0.prefix(23) } == ["reference.unresolved@29"])
        for id in ["owner", "admin", "member"] {
            #expect(try await bound("{scope: role, id: 'membership:\(id)'}") == [])
        }
        let found = try await PolicySample.diagnostics(
            "{bindings: [{scope: role, id: 'membership:onwer'}], rules: [\(PolicySample.rule)]}")
        #expect(found.first?.label == "did you mean 'membership:owner'?")
    }

    @Test func aUserIsAPersonAnAccountOrALocalAdministrator() async throws {
        for id in ["anna", "os:root@build-7", "os:*"] {
            #expect(try await bound("{scope: user, id: '\(id)'}") == [])
        }
        for id in ["os:root", "os:", "os:@here", "user:anna", "service-account:", "An na"] {
            #expect(
                try await bound("{scope: user, id: '\(id)'}").map { $0.prefix(23) } == ["policy.binding-scope@29"],
                "\(id)")
        }
        #expect(try await bound("{scope: user, id: ben}").map { $0.prefix(23) } == ["reference.unresolved@29"])
    }

    @Test func bindingsOfWhatIsNotServedSaySo() async throws {
        #expect(
            try await bound("{scope: resource_ns, id: x}").map { $0.prefix(25) } == ["manifest.not-available@29"])
    }

    @Test func aTeamAndARoleOfABindingExist() async throws {
        let more =
            ManifestSample.document("Role", "name: doctor, organization: acme", "{}")
            + ManifestSample.document("TeamType", "name: watch, organization: acme", "{}")
            + ManifestSample.document("Team", "name: night, organization: acme, environment: dev", "{type: watch}")
        func found(_ bindings: String) async throws -> [String] {
            try await ManifestSample.codes(
                more
                    + ManifestSample.document(
                        "Policy", "name: p, organization: acme",
                        "{bindings: [\(bindings)], rules: [\(PolicySample.rule)]}"))
        }
        #expect(try await found("{scope: team, id: night}, {scope: role, id: doctor}") == [])
        #expect(
            try await found("{scope: team, id: nihgt}, {scope: role, id: docter}") == [
                "reference.unresolved@34", "reference.unresolved@34",
            ])
    }
}
