import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

/// Bindings and globs that could never lead to a request are mistakes with a place.
@Suite struct PolicyBindingChecksTests {
    private func diagnostics(_ policy: String, in scope: String = "organization: acme") async throws -> [Diagnostic] {
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

    private static let rule = "{id: r, action: tool.invoke, target: 'tool:git/*', effect: allow}"

    private func bound(_ binding: String, in scope: String = "organization: acme") async throws -> [String] {
        try await diagnostics("{bindings: [\(binding)], rules: [\(Self.rule)]}", in: scope)
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

    @Test func aRoleIsOneOfTheMembershipRoles() async throws {
        for id in ["membership:emperor", "membership:", "membership:Member", "doctor", "owner"] {
            #expect(try await bound("{scope: role, id: '\(id)'}").map { $0.prefix(23) } == ["policy.binding-scope@29"])
        }
        for id in ["owner", "admin", "member"] {
            #expect(try await bound("{scope: role, id: 'membership:\(id)'}") == [])
        }
        let found = try await diagnostics("{bindings: [{scope: role, id: 'membership:onwer'}], rules: [\(Self.rule)]}")
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
        for scope in ["team", "resource_ns"] {
            #expect(
                try await bound("{scope: \(scope), id: x}").map { $0.prefix(25) } == ["manifest.not-available@29"])
        }
    }

    @Test func aRuleForActionsThatNothingAsksForIsAWarning() async throws {
        func warnings(_ action: String, _ target: String) async throws -> [String] {
            try await diagnostics(
                "{bindings: [{scope: org, id: acme}], rules: [{id: r, action: '\(action)', target: '\(target)', effect: allow}]}"
            ).map { "\($0.severity.rawValue) \($0.code)@\($0.range?.start.line ?? 0)" }
        }
        for (action, target) in [
            ("resource.read", "resource:**"), ("prompt.*", "prompt:**"), ("tool.list", "tool:**"),
            ("task.execute", "agent:a"), ("run.approve", "agent:a"),
        ] {
            #expect(try await warnings(action, target) == ["warning policy.action-not-served@29"], "\(action)")
        }
        for action in ["tool.invoke", "tool.*", "**", "*.invoke"] {
            #expect(try await warnings(action, "tool:**") == [], "\(action)")
        }
    }

    @Test(arguments: ["x/{a,b}", "{x,y}/a", "x/a}", "x/@(a|b)", "x/+(a)", "x/*(a)", "x/?(a)", "x/!(a)"])
    func braceGlobsAndGroupsAreMistakesWhereverAGlobStands(glob: String) async throws {
        let ground =
            "apiVersion: reeve/v1\nkind: Connection\nmetadata: {name: x, organization: acme, environment: dev}\n"
            + "spec: {transport: stdio, command: [g]}\n---\n"
        let documents = [
            "kind: Policy\nmetadata: {name: p, organization: acme}\nspec: {bindings: [{scope: org, id: acme}], rules: [{id: r, action: tool.invoke, target: 'tool:\(glob)', effect: allow}]}\n",
            "kind: Policy\nmetadata: {name: p, organization: acme}\nspec: {bindings: [{scope: tool, id: '\(glob)'}], rules: [\(Self.rule)]}\n",
            "kind: Agent\nmetadata: {name: a, organization: acme, environment: dev}\nspec: {connection: x, tools: ['\(glob)']}\n",
            "kind: Limit\nmetadata: {name: l, organization: acme}\nspec: {scope: {tool: '\(glob)'}, concurrency: 1}\n",
        ]
        for document in documents {
            let found = try await ManifestSample.diagnostics(
                ManifestSample.ground + ground + "apiVersion: reeve/v1\n" + document)
            #expect(found.count == 1 && found.allSatisfy { $0.severity == .error }, "\(document) \(found)")
            #expect(found.first?.range?.start.line == 24, "\(document) \(found)")
        }
        let account = try await ManifestSample.diagnostics(
            ManifestSample.ground
                + "apiVersion: reeve/v1\nkind: ServiceAccount\nmetadata: {name: s, organization: acme}\nspec: {scopes: ['tool.{invoke,list}']}\n"
        )
        #expect(account.map(\.code) == ["manifest.invalid-value"] && account.first?.range?.start.line == 19)
    }

    @Test func subjectAndIssuerOfAServiceAccountAreKnownAndNotAvailable() async throws {
        let found = try await ManifestSample.diagnostics(
            ManifestSample.ground
                + "apiVersion: reeve/v1\nkind: ServiceAccount\nmetadata: {name: s, organization: acme}\nspec: {subject: x, issuer: y}\n"
        )
        #expect(found.map(\.code) == ["manifest.not-available", "manifest.not-available"])
    }
}
