import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import TestSupport
import Testing

@testable import ReeveManifest

/// What an item's task may say.
@Suite struct BatchTaskCheckTests {
    private static let ground =
        ManifestSample.document(
            "Template", "name: note, organization: acme",
            "{user: 'hello{{repo}}{{log}}', variables: {repo: {type: string, default: x}, log: {type: string, default: x}}}"
        )
        + ManifestSample.document("Role", "name: doctor, organization: acme", "{template: note}")
        + ManifestSample.document("TeamType", "name: watch, organization: acme", "{}")
        + ManifestSample.document(
            "Connection", "name: git, organization: acme, environment: dev", "{transport: stdio, command: [g]}")
        + ManifestSample.document(
            "Agent", "name: bot, organization: acme, environment: dev", "{connection: git, tools: ['git/*']}")
        + ManifestSample.document(
            "Team", "name: night, organization: acme, environment: dev",
            "{type: watch, members: [{agent: bot, role: doctor}]}")

    private func batch(_ item: String) -> String {
        Self.ground
            + ManifestSample.document(
                "Batch", "name: b, organization: acme, environment: dev",
                "{matrix: {repo: [x]}, items: [{name: log, toolRun: {agent: bot, tool: git/log}}, {name: one, needs: [log], \(item)}]}"
            )
    }

    private func found(_ item: String) async throws -> [String] {
        try await ManifestSample.diagnostics(ManifestSample.ground + batch(item)).map { "\($0.code) \($0.message)" }
    }

    static let mistakes: [Named<(item: String, says: String)>] = [
        Named(
            "nobody", ("task: {}", "manifest.exactly-one task of Batch 'b' takes exactly one of 'agent', 'role'; none")),
        Named("two", ("task: {agent: bot, role: doctor}", "manifest.exactly-one task of Batch 'b' takes exactly one")),
        Named(
            "a team of an agent",
            (
                "task: {agent: bot, team: night}",
                "batch.task the task of item 'one' of Batch 'b' names a team and no role"
            )),
        Named("an agent that is not there", ("task: {agent: bott}", "reference.unresolved 'items.1.task.agent'")),
        Named("a provider that is not there", ("task: {agent: bot, provider: main}", "reference.unresolved ")),
        Named(
            "a broken schema",
            (
                "task: {agent: bot, output: {schema: {type: 7}}}",
                "batch.task the task of item 'one' of Batch 'b' has an output schema that cannot be used: "
            )),
        Named(
            "a long request",
            (
                "task: {agent: bot, requestTimeout: 10m}",
                "batch.task the task of item 'one' of Batch 'b' allows a request longer than the whole attempt"
            )),
        Named("resources", ("task: {agent: bot, resources: [x]}", "manifest.not-available 'resources'")),
        Named("a mode that is none", ("task: {agent: bot, mode: suggest}", "manifest.unknown-choice ")),
        Named(
            "an axis that is none",
            ("task: {agent: bot, variables: {repo: {fromMatrix: rep}}}", "batch.binding 'rep' is no")),
        Named(
            "an item that it does not need",
            (
                "task: {agent: bot, variables: {v: {fromItem: two, path: /a}}}",
                "batch.binding item 'one' of Batch 'b' takes"
            )),
        Named(
            "a secret for a model",
            (
                "task: {agent: bot, variables: {v: {fromSecret: env:KEY}}}",
                "batch.binding a variable of item 'one' of Batch 'b' is a secret, which a model would be shown"
            )),
        Named(
            "a secret in a text",
            (
                "task: {agent: bot, prompt: 'use ghp_0123456789abcdefghijABCDEFGHIJ012345'}",
                "secret.literal-value a task of Batch 'b' holds what looks like a secret"
            )),
        Named(
            "calls of a tool run",
            (
                "toolRun: {agent: bot, tool: git/log}, expect: [{called: git/log}]",
                "batch.expectation an expectation of item 'one' of Batch 'b' has 'called', which goes with a task"
            )),
        Named(
            "no address",
            (
                "task: {agent: bot}, expect: [{called: log}]",
                "batch.expectation an expectation of item 'one' of Batch 'b' names the tool 'log', which is no address"
            )),
        Named(
            "never and once",
            (
                "task: {agent: bot}, expect: [{called: git/log, times: {max: 0}}]",
                "batch.expectation an expectation of item 'one' of Batch 'b' asks for 0 calls at most and 1 at least"
            )),
        Named(
            "times of nothing",
            (
                "task: {agent: bot}, expect: [{path: /a, equals: 1, times: {max: 2}}]",
                "batch.expectation an expectation of item 'one' of Batch 'b' has 'times', which goes with 'called'"
            )),
        Named(
            "arguments that are no test",
            ("task: {agent: bot}, expect: [{called: git/log, with: {/n: 5}}]", "manifest.wrong-type ")),
    ]

    @Test(arguments: mistakes)
    func whatDoesNotGoTogetherIsFound(mistake: Named<(item: String, says: String)>) async throws {
        let found = try await found(mistake.value.item)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(mistake.value.says) == true, "\(found)")
    }

    @Test func aWholeTaskIsRead() async throws {
        let item =
            "task: {role: doctor, team: night, template: note, variables: {repo: {fromMatrix: repo}, log: {fromItem: log, path: /content/0/text}}, prompt: go on, tools: [git/log], model: small, parameters: {temperature: 0}, requestTimeout: 30s, mode: propose, output: {schema: {type: object}}, limits: {turns: 3, cost: 0.10 USD}, timeout: 2m}, expect: [{called: git/log, times: {min: 1, max: 3}, with: {/n: {max: 5}}}, {path: /risk, in: [low]}]"
        let mistakes = try await found(item)
        #expect(mistakes == [], "\(mistakes)")
        let set = try ManifestSample.load(batch(item))
        let object = try #require(set.objects.first { $0.key.kind == KindName.batch })
        let read = try BatchSpec(object.specValue).items[1]
        guard case .task(let task) = read.work else {
            Issue.record("\(read.work)")
            return
        }
        #expect(task.assignee == .role("doctor", team: "night") && task.template == "note" && task.mode == .propose)
        #expect(task.variables["repo"] == ["fromMatrix": "repo"] && task.tools == ["git/log"] && task.provider == nil)
        #expect(task.limits == TaskLimits(turns: 3, cost: Money("0.10 USD")) && task.timeout == .seconds(120))
        #expect(task.requestTimeout == .seconds(30) && task.outputSchema == ["type": "object"])
        guard case .called(let calls) = read.expectations[0] else {
            Issue.record("\(read.expectations)")
            return
        }
        #expect(calls.tool.description == "git/log" && calls.minimum == 1 && calls.maximum == 3)
        #expect(calls.arguments == ["/n": ["max": 5]])
    }

    @Test func aTaskThatSaysLittleHasItsDefaults() throws {
        let set = try ManifestSample.load(batch("task: {agent: bot}"))
        let object = try #require(set.objects.first { $0.key.kind == KindName.batch })
        guard case .task(let task) = try BatchSpec(object.specValue).items[1].work else {
            Issue.record("no task")
            return
        }
        #expect(task.assignee == .agent("bot") && task.mode == .execute && task.timeout == .seconds(300))
        #expect(task.tools == nil && task.limits == TaskLimits())
    }

    @Test func aConnectionThatNobodyHasIsMentioned() throws {
        let set = try ManifestSample.load(
            ManifestSample.ground + batch("task: {agent: bot, tools: [gti/log]}, expect: [{called: gitt/log}]"))
        #expect(set.diagnostics == [])
        #expect(
            SetChecks.checkNames(set).map(\.message) == [
                "'items.1.task.tools.0' of Batch 'b' names the connection 'gti', which these manifests do not declare",
                "'items.1.expect.0.called' of Batch 'b' names the connection 'gitt', which these manifests do not declare",
            ])
    }
}
