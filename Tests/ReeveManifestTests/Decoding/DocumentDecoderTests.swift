import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import TestSupport
import Testing

@testable import ReeveManifest

@Suite struct DocumentDecoderTests {
    private func connection(_ spec: String) -> String {
        """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: git, organization: acme, environment: dev}
        spec: \(spec)
        """
    }

    @Test func normalFormDoesNotDependOnSpelling() throws {
        let one = try ManifestSample.load(
            connection(#"{transport: stdio, command: [git], timeout: 90s, limits: {memory: 1024KiB}}"#))
        let other = try ManifestSample.load(
            connection(
                #"{limits: {memory: "1MiB"}, "timeout": 1m30s, command: ["git"], transport: 'stdio', maxConcurrency: 0x4}"#
            ))
        #expect(one.diagnostics == [] && other.diagnostics == [])
        #expect(one.objects[0].spec == other.objects[0].spec)
        #expect(one.objects[0].digest == other.objects[0].digest)
    }

    @Test func theDigestCoversLabelsAndNamesButNotThePlace() throws {
        func digest(_ metadata: String, prefix: String = "") throws -> ContentDigest {
            let text = "\(prefix)apiVersion: reeve/v1\nkind: Organization\nmetadata: {name: a\(metadata)}\nspec: {}\n"
            return try #require(try ManifestSample.load(text).objects.first).digest
        }
        let plain = try digest("")
        #expect(try digest("", prefix: "# moved down\n\n") == plain)
        #expect(try digest(", labels: {}") == plain)
        for change in [
            ", labels: {x: y}", ", annotations: {x: y}", ", displayName: A", ", description: A", ", protect: confirm",
        ] {
            #expect(try digest(change) != plain, "\(change)")
        }
    }

    @Test func bindingsAreReplacedWhenManifestsAreRead() throws {
        let text = connection(
            "{transport: stdio, command: [{fromVar: server}, {fromEnv: MODE, default: fast}], workingDirectory: {fromFile: dir.txt}}"
        )
        let set = try ManifestSample.load(text, variables: ["fromVar:server": "srv", "fromFile:dir.txt": "work"])
        #expect(set.diagnostics == [])
        #expect(set.objects[0].specValue["command"] == ["srv", "fast"])
        #expect(set.objects[0].specValue["workingDirectory"] == "work")
        let missing = try ManifestSample.load(text)
        #expect(missing.diagnostics.map(\.code) == ["binding.unresolved", "binding.unresolved"])
        #expect(try ManifestSample.load(text, offline: true).diagnostics == [])
    }

    @Test func aSecretThatIsNoReferenceIsNeverQuoted() throws {
        let text = connection("{transport: stdio, command: [git], env: {TOKEN: store:abc}}")
        #expect(try ManifestSample.load(text).diagnostics.map(\.code) == ["manifest.not-available"])
        let source = try SourceText("hunter2-secret", file: "x.yaml")
        var reader = YAMLReader(source)
        let next = reader.next()
        let document = try #require(next)
        var decoder = ValueDecoder(file: document.arena.file, binder: .offline)
        decoder.begin(document.arena)
        decoder.name("Connection 'git'")
        var writer = CanonicalJSONWriter()
        decoder.write(try #require(document.root), as: .secretReference, into: &writer)
        let diagnostic = try #require(decoder.diagnostics.first)
        #expect(diagnostic.code == "secret.literal")
        let renderer = DiagnosticRenderer { _, _ in "  secretRef: hunter2-secret" }
        #expect(!renderer.terminalText(diagnostic).contains("hunter2"))
        #expect(!renderer.json(diagnostic).canonicalText.contains("hunter2"))
    }

    @Test func scopesComeFromTheFolderAndFromTheDocument() throws {
        var spec = ProjectSpec.unnamed
        spec.defaults = [
            ProjectSpec.Default(
                path: "**", organization: "acme", environment: nil, labels: ["team": "a", "tier": "1"]),
            ProjectSpec.Default(path: "b.yaml", organization: nil, environment: "prod", labels: [:]),
        ]
        let account =
            "apiVersion: reeve/v1\nkind: ServiceAccount\nmetadata: {name: sa, labels: {tier: '2'}}\nspec: {}\n"
        let user = "apiVersion: reeve/v1\nkind: User\nmetadata: {name: ann}\nspec: {email: a@b.example}\n"
        let set = try ManifestSample.load(account, account, user, spec: spec)
        #expect(set.diagnostics == [])
        #expect(
            set.objects.map(\.key.description) == ["acme/ServiceAccount/sa", "acme/prod/ServiceAccount/sa", "User/ann"])
        #expect(set.objects[0].metadata.labelObject == ["team": "a", "tier": "2"])
    }

    @Test func linesOfRulesAreKept() throws {
        let set = try ManifestSample.load(KindDescription.policy.example)
        #expect(set.objects[0].source.lines == ["/rules/0": 7])
        #expect(set.objects[0].source.line == 1)
    }

    @Test func twentyMistakesOfTwentyCodesAreAllReported() async throws {
        let text = """
            apiVersion: reeve/v2
            kind: Organization
            metadata: {name: Acme}
            spec: {currency: euro}
            ---
            apiVersion: reeve/v1
            kind: Organisation
            metadata: {name: x}
            ---
            apiVersion: reeve/v1
            kind: Schedule
            metadata: {name: x}
            ---
            apiVersion: reeve/v1
            kind: User
            metadata: {name: ann, organization: acme}
            spec: {role: boss, active: maybe, email: ann@b.example, email: ann@c.example}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: a, organization: acme, environment: nowhere}
            spec: {mode: caller, slug: a, tools: [x/y, x/y], colour: red}
            ---
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: reeve, organization: acme, environment: dev}
            spec: {transport: stdio, command: [], maxConcurrency: 0, env: {A: {fromVar: nothing}}, timeout: {fromEnv: T}}
            ---
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: lost}
            spec: {transport: stdio}
            ---
            apiVersion: reeve/v1
            kind: Membership
            metadata: {name: m, organization: acme}
            spec: {user: ann, serviceAccount: sa}
            ---
            - not an object
            ---
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: b, organization: acme, environment: dev}
            spec:
              items:
                - {name: one, needs: [two], toolRun: {agent: nobody, tool: x/y}}
                - {name: two, needs: [one], toolRun: {agent: nobody, tool: x/y, input: {v: {fromMatrix: m}}}}
                - {name: three, needs: [for], expect: [{status: failed, equals: 1}], toolRun: {agent: nobody, tool: x/y}}
            ---
            apiVersion: reeve/v1
            kind: Limit
            metadata: {name: l, organization: acme}
            spec: {}
            ---
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: t, organization: acme, environment: dev}
            spec: {connection: reeve, tool: t, inputSchema: {type: strin}}
            ---
            apiVersion: reeve/v1
            kind: Environment
            metadata: {name: dev, organization: acme}
            spec: {type: prod}
            ---
            broken: [
            """
        let found = try await ManifestSample.diagnostics(text)
        let codes = Set(found.map(\.code.text))
        let expected: Set<String> = [
            "manifest.unknown-version", "manifest.invalid-name", "manifest.invalid-value", "manifest.unknown-kind",
            "manifest.not-available",
            "manifest.forbidden-scope", "manifest.unknown-choice", "manifest.wrong-type", "yaml.duplicate-key",
            "manifest.duplicate-element",
            "manifest.unknown-field", "connection.reserved-name", "manifest.element-count", "manifest.out-of-range",
            "binding.unresolved",
            "binding.forbidden", "manifest.missing-scope", "manifest.missing-field", "manifest.exactly-one",
            "manifest.not-an-object",
            "batch.cycle", "batch.binding", "batch.unknown-item", "batch.expectation", "limit.empty", "schema.invalid",
            "environment.trifecta-unavailable", "reference.not-judged", "yaml.syntax",
        ]
        #expect(expected.subtracting(codes) == [])
        #expect(expected.count >= 20)
        for diagnostic in found where diagnostic.code.text != "reference.not-judged" {
            #expect(diagnostic.range != nil, "\(diagnostic.code) has a place")
        }
    }

    @Test func subjectAndIssuerOfAServiceAccountAreKnownAndNotAvailable() async throws {
        let found = try await ManifestSample.diagnostics(
            ManifestSample.ground
                + "apiVersion: reeve/v1\nkind: ServiceAccount\nmetadata: {name: s, organization: acme}\nspec: {subject: x, issuer: y}\n"
        )
        #expect(found.map(\.code) == ["manifest.not-available", "manifest.not-available"])
    }

    @Test func conditionsAboutTheRunAreReadInTheirNormalForm() async throws {
        func policy(_ conditions: String) -> String {
            ManifestSample.document(
                "Policy", "name: p, organization: acme",
                "{bindings: [{scope: org, id: acme}], rules: [{id: r, action: agent.invoke, target: 'agent:*', effect: allow, conditions: {\(conditions)}}]}"
            )
        }
        let set = try ManifestSample.load(
            policy("depth: {max: 1}, budgetLeft: {min: 0.1 USD}, ttlValid: true, tainted: false, callsInRun: {max: 9}"))
        #expect(set.diagnostics == [])
        #expect(
            try #require(set.objects.first).specValue["rules"]?[0]?["conditions"] == [
                "budgetLeft": ["min": "0.10 USD"], "callsInRun": ["max": 9], "depth": ["max": 1], "tainted": false,
                "ttlValid": true,
            ])
        for (conditions, code) in [
            ("depth: 1", "manifest.wrong-type"), ("depth: {}", "manifest.missing-field"),
            ("depth: {min: 1}", "manifest.unknown-field"), ("budgetLeft: {min: 5}", "manifest.invalid-value"),
            ("tainted: maybe", "manifest.wrong-type"), ("callsInRun: {max: -1}", "manifest.out-of-range"),
        ] {
            let codes = try await ManifestSample.diagnostics(ManifestSample.ground + policy(conditions)).map(
                \.code.text)
            #expect(codes.contains(code), "\(conditions): \(codes)")
        }
    }
}
