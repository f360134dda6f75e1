import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import Testing

@testable import ReeveManifest

/// Decoder, defaults, typed structs and docs all come from one description; these tests prove that they agree.
@Suite struct KindDescriptionTests {
    @Test(arguments: KindRegistry.standard.all.map(\.kind))
    func theExampleOfAKindIsValidAndInNormalForm(kind name: String) throws {
        let kind = try #require(KindRegistry.standard.description(of: name))
        let set = try ManifestSample.load(kind.example, variables: [:])
        #expect(set.diagnostics == [])
        let object = try #require(set.objects.first)
        #expect(object.key.kind == name)
        // Canonical text survives a parse: it is what the canonical writer writes.
        #expect(try JSONParser.parse(object.spec).canonicalText == object.spec)
        // Every default of the top level is filled in.
        let spec = object.specValue
        for field in kind.shape.fields {
            if case .defaulted(let value) = field.presence {
                #expect(spec[field.name] != nil, "\(field.name) defaults to \(value.canonicalText)")
            }
            if case .derived = field.presence { #expect(spec[field.name] != nil, "\(field.name) is derived") }
        }
    }

    @Test(arguments: KindRegistry.standard.all.map(\.kind))
    func aSpecMayBeLeftOutWhereTheDescriptionSaysSo(kind name: String) throws {
        let kind = try #require(KindRegistry.standard.description(of: name))
        let scope = ["organization: acme", "environment: dev"].prefix(
            kind.scope == .global ? 0 : kind.scope == .organization ? 1 : 2)
        let head =
            "apiVersion: reeve/v1\nkind: \(name)\nmetadata: {"
            + (["name: some"] + scope).joined(separator: ", ") + "}\n"
        let without = try ManifestSample.load(head)
        let empty = try ManifestSample.load(head + "spec: {}\n")
        #expect(without.diagnostics.map(\.message) == empty.diagnostics.map(\.message))
        #expect(without.objects.map(\.digest) == empty.objects.map(\.digest))
        #expect(kind.specMayBeLeftOut == !without.hasErrors, "\(without.diagnostics)")
        #expect(without.diagnostics.allSatisfy { $0.range?.start.line == 1 }, "\(without.diagnostics)")
    }

    @Test func whatAManifestWithoutASpecLacksIsTold() throws {
        let set = try ManifestSample.load(
            "apiVersion: reeve/v1\nkind: Tool\nmetadata: {name: log, organization: acme, environment: dev}\n")
        #expect(
            set.diagnostics.map(\.message) == [
                "Tool 'log' lacks the field 'connection'", "Tool 'log' lacks the field 'tool'",
            ])
        #expect(set.diagnostics.allSatisfy { $0.code == .missingField && $0.range != nil && $0.help != nil })
    }

    @Test func typedStructsReadTheExamples() throws {
        func spec(_ kind: KindDescription) throws -> JSONValue {
            try #require(try ManifestSample.load(kind.example).objects.first).specValue
        }
        #expect(try OrganizationSpec(spec(.organization)).currency == "EUR")
        #expect(try EnvironmentSpec(spec(.environment)).rules.requirePins)
        #expect(try UserSpec(spec(.user)).role == .admin)
        #expect(try MembershipSpec(spec(.membership)).role == .owner)
        let connection = try ConnectionSpec(spec(.connection))
        guard case .stdio(let server) = connection.transport else {
            Issue.record("the example is of no stdio server")
            return
        }
        #expect(server.command == ["mcp-server-git"])
        #expect(connection.timeout == .seconds(20))
        #expect(connection.maxConcurrency == 4)
        #expect(try ToolSpec(spec(.tool)).traits == [.privateData])
        #expect(try ServiceAccountSpec(spec(.serviceAccount)).scopes == ["tool.invoke", "tool.list"])
        #expect(try AgentSpec(spec(.agent)).slug == "repo-doctor")
        let agent = try AgentSpec(spec(.agent))
        #expect(agent.limits == .standard && agent.delegation == .standard && agent.location == .hub)
        let template = try TemplateSpec(spec(.template))
        #expect(template.variables.map(\.name) == ["log", "repo"] && template.variables.allSatisfy(\.isRequired))
        #expect(try RoleSpec(spec(.role)).template == "repo-health")
        let type = try TeamTypeSpec(spec(.teamType))
        #expect(type.roles.map(\.template) == ["repo-health"] && type.allows("doctor") && !type.allows("nurse"))
        let team = try TeamSpec(spec(.team))
        #expect(team.members(with: "doctor").map(\.agent) == ["repo-doctor"] && team.isActive)
        let provider = try ModelProviderSpec(spec(.modelProvider))
        #expect(provider.timeout == .seconds(60) && provider.pricing.first?.cached == 75_000)
        #expect(try LimitSpec(spec(.limit)).rate?.every == .seconds(60))
        let batch = try BatchSpec(spec(.batch))
        #expect(batch.items.map(\.name) == ["log", "stamp"])
        #expect(batch.items[1].needs == [BatchSpec.Need(item: "log", condition: .finished)])
        #expect(batch.retry.attempts == 5)
    }

    @Test func defaultsAreInNormalForm() throws {
        /// Each default, decoded as if it were written, gives itself.
        func check(_ shape: ObjectShape, path: String) throws {
            for field in shape.fields where !field.isPlanned {
                guard case .defaulted(let value) = field.presence else { continue }
                let source = try SourceText(value.canonicalText, file: "default.yaml")
                var reader = YAMLReader(source)
                let next = reader.next()
                let document = try #require(next)
                var decoder = ValueDecoder(file: document.arena.file, binder: .offline)
                decoder.begin(document.arena)
                decoder.name(path)
                var writer = CanonicalJSONWriter()
                decoder.write(try #require(document.root), as: field.type, into: &writer)
                #expect(decoder.diagnostics == [], "\(path).\(field.name)")
                #expect(String(decoding: writer.bytes, as: UTF8.self) == value.canonicalText, "\(path).\(field.name)")
            }
        }
        for kind in KindRegistry.standard.all { try check(kind.shape, path: kind.kind) }
    }

    @Test func everyFieldIsDocumented() {
        func check(_ shape: ObjectShape, path: String) {
            for field in shape.fields {
                #expect(!field.docs.isEmpty && field.docs.hasSuffix("."), "\(path).\(field.name): \(field.docs)")
                if case .object(let nested) = field.type { check(nested, path: path + "." + field.name) }
                if case .list(.object(let nested), _) = field.type { check(nested, path: path + "." + field.name) }
            }
        }
        for kind in KindRegistry.standard.all { check(kind.shape, path: kind.kind) }
    }
}
