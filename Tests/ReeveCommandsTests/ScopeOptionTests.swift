import Foundation
import ReeveCommands
import Testing

/// `--organization` and `-e` narrow a command, or it refuses them; whatever the command.
@Suite struct ScopeOptionTests {
    @Test func everyCommandAnswersForTheScopeOptions() async throws {
        let table = try await CommandTable.make()
        let before = try await table.project.dump()
        for (path, arguments, isScoped) in table.everyCommand() {
            let name = path.joined(separator: " ")
            if CommandTable.withoutOptions.contains(name) { continue }
            #expect(isScoped, "'\(name)' takes no answer to the scope options: it is no ScopedCommand")
            let whole = path + arguments
            for unknown in [["--organization", "evil"], ["-e", "evil"], ["--organization", "harbor", "-e", "dev"]] {
                let result = try await table.start(whole + unknown)
                switch result.status {
                case 64: #expect(result.error.contains("leave out"), "\(name): \(result.all)")
                case 3: #expect(result.error.contains("[scope."), "\(name): \(result.all)")
                default: Issue.record("\(name) \(unknown): \(result.all)")
                }
                #expect(result.output.isEmpty, "\(name): \(result.all)")
            }
            // A scope that is there, and that nothing of the command's arguments is in.
            let result = try await table.start(whole + ["--organization", "harbor", "-e", "stage"])
            #expect([0, 3, 64].contains(result.status), "\(name): \(result.all)")
            #expect(!result.output.contains("acme"), "\(name): \(result.all)")
            let isById = [
                "runs show", "runs steps", "runs logs", "runs cancel", "runs retry", "batches show", "batches cancel",
                "report run", "audit show", "describe", "tools show", "tools call", "approvals show",
                "approvals approve",
                "approvals reject", "provider test", "provider models",
            ]
            if isById.contains(name) { #expect(result.status == 3, "\(name): \(result.all)") }
            // In its own scope it works, so what was refused was the scope.
            let writes = ["cancel", "retry", "approve", "reject", "call", "provider test", "provider models"]
            guard result.status == 3, isById.contains(name), !writes.contains(where: name.hasSuffix) else { continue }
            let own = try await table.start(whole + (name == "audit show" ? [] : ["--organization", "acme"]))
            #expect(own.status == 0, "\(name): \(own.all)")
        }
        #expect(try await table.project.dump() == before)
    }

    @Test func anApplyOfOneScopeTouchesNoOther() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        try project.edit("reeve.yaml", "spec: {}", "spec: {prune: true}")
        try project.edit(
            "manifests/harbor.yaml", "kind: Environment",
            """
            kind: User
            metadata: {name: eve}
            spec: {email: eve@harbor.example}
            ---
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: crane, organization: harbor, environment: stage}
            spec: {transport: stdio, command: [stand-in], inheritEnv: [PATH]}
            ---
            apiVersion: reeve/v1
            kind: Environment
            """)
        try project.edit("manifests/all.yaml", "command: [stand-in]", "command: [another]")
        // Not declared any more, and in another scope than the one that is named.
        try FileManager.default.removeItem(at: project.url("jobs/fine.yaml"))
        try FileManager.default.removeItem(at: project.url("reeve.lock"))
        try project.write("reeve.lock", "{}\n")
        let result = try await project.expect(0, "apply", "--yes", "-e", "stage", "--organization", "harbor")
        #expect(result.output.contains("1 added, 0 changed, 0 destroyed."), "\(result.all)")
        let names = try await project.expect(0, "get", "all", "-o", "name").output
        #expect(names.contains("acme/dev/Batch/fine") && names.contains("harbor/stage/Connection/crane"))
        #expect(!names.contains("User/eve"), "\(names)")
        let variables = try await project.expect(
            0, "plan", environment: ["REEVE_ORGANIZATION": "harbor", "REEVE_ENVIRONMENT": "stage"])
        #expect(variables.output == "No changes.\n", "\(variables.all)")
        #expect(variables.error.contains("by REEVE_ORGANIZATION or REEVE_ENVIRONMENT"), "\(variables.all)")
        try await project.expect(2, "plan", "--detailed-exitcode")
    }

    @Test(arguments: [
        (["--target", "acme/dev/Conection/aid"], "did you mean 'acme/dev/Connection/aid'?"),
        (["--target", "Agent/bto"], "did you mean 'Agent/bot'?"), (["--exclude", "acme/dev/Agent/bto"], "Agent/bot"),
        (["-l", "team=plaform"], "did you mean 'team=platform'?"), (["-l", "taem"], "did you mean 'team'?"),
        (["--target", "Agent/bot", "-e", "stage"], "in environment 'stage'"),
    ])
    func anOptionThatNarrowsAndNamesNothingIsAnError(options: [String], says: String) async throws {
        let project = try await TestProject.working()
        try project.edit("manifests/all.yaml", "{name: bot,", "{name: bot, labels: {team: platform},")
        try project.edit(
            "manifests/all.yaml", "kind: Agent",
            "kind: Environment\nmetadata: {name: stage, organization: acme}\nspec: {type: dev}\n---\napiVersion: reeve/v1\nkind: Agent"
        )
        for verb in [["plan"], ["diff"], ["apply", "--yes"]] {
            let result = try await project.start([TestProject.binary] + verb + options).result()
            #expect(result.status == 3 && result.error.contains("[plan.no-match]"), "\(result.all)")
            #expect(result.error.contains(says), "\(result.all)")
        }
    }

    @Test(arguments: [
        (["runs", "list", "--agent", "bto"], "there is no agent 'bto'; did you mean 'bot'?"),
        (["runs", "list", "--tool", "aid/syy"], "there is no tool 'aid/syy'; did you mean 'aid/say'?"),
        (["runs", "list", "--item", "fien"], "there is no run of an item 'fien'; did you mean 'fine'?"),
        (["runs", "list", "--queue", "defualt"], "there is no queue 'defualt'; did you mean 'default'?"),
        (["runs", "list", "--agent", "bot", "-e", "stage"], "there is no agent 'bot' in environment 'stage'"),
        (["batches", "list", "--name", "mixde"], "there is no batch of the name 'mixde'; did you mean 'mixed'?"),
        (["audit", "list", "--subject", "bto"], "there is no subject with 'bto'; did you mean 'bot'?"),
        (["audit", "list", "--target", "aid/syy"], "there is no target with 'aid/syy'; did you mean 'aid/say'?"),
        (["audit", "list", "--action", "tool.invok"], "there is no action 'tool.invok'; did you mean 'tool.invoke'?"),
    ])
    func aFilterThatNamesWhatNothingHasIsAnError(arguments: [String], says: String) async throws {
        let project = try await Self.worked
        let result = try await project.start([TestProject.binary] + arguments).result()
        #expect(result.status == 3 && result.output.isEmpty, "\(result.all)")
        #expect(result.error.contains(says) && result.error.contains("[filter.unknown]"), "\(result.all)")
    }

    @Test(arguments: [
        ["runs", "list", "--agent", "idle"], ["runs", "list", "--tool", "aid/hold"],
        ["runs", "list", "--agent", "bot", "--status", "suspended"],
        ["runs", "list", "--item", "fine", "--since", "1ms"],
        ["audit", "list", "--subject", "idl"],
        ["audit", "list", "--subject", "os:night@build-7"], ["audit", "list", "--target", "batch:01ARZ"],
        ["audit", "list", "--subject", "agent:idle@acme/dev"], ["audit", "list", "--target", "tool:aid/hold"],
        ["audit", "list", "--target", "aid/ho"],
        ["audit", "list", "--action", "tool.list"], ["audit", "list", "--subject", "bo", "--to", "2001-01-01"],
        ["batches", "list", "--name", "spare"],
    ])
    func aNameWithoutRunsIsNoError(arguments: [String]) async throws {
        let project = try await Self.worked
        let result = try await project.start([TestProject.binary] + arguments).result()
        #expect(result.status == 0, "\(result.all)")
    }

    /// A store in which one batch has run, with an agent and a batch that never did; only read.
    private static var worked: TestProject {
        get async throws { try await workedOnce.value }
    }

    private static let workedOnce = Task {
        let project = try await TestProject.working()
        let more = """
            ---
            apiVersion: reeve/v1
            kind: Environment
            metadata: {name: stage, organization: acme}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: idle, organization: acme, environment: dev}
            spec: {connection: aid, tools: []}
            ---
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: spare, organization: acme, environment: dev}
            spec: {items: [{name: later, toolRun: {agent: bot, tool: aid/say, input: {}}}]}

            """
        try project.write("manifests/more.yaml", more)
        try await project.expect(0, "apply", "--yes")
        try await project.expect(7, "run", "-f", "jobs/mixed.yaml")
        return project
    }

    @Test func aConsentOrAQueueThatNamesNothingIsAnError() async throws {
        let project = try await TestProject.working()
        let consent = try await project.expect(3, "apply", "--yes", "--confirm", "acme/Policy/gard")
        #expect(consent.error.contains("names no object of the store or the plan"), "\(consent.all)")
        try await project.expect(0, "apply", "--yes", "--confirm", "acme/Policy/guard")
        for verb in [["run"], ["run", "--dry-run"]] {
            let result = try await project.start([TestProject.binary] + verb + ["--queue", "defualt"]).result()
            #expect(result.status == 3, "\(result.all)")
            #expect(result.error.contains("there is no queue 'defualt'; did you mean 'default'?"), "\(result.all)")
        }
        try await project.expect(64, "run", "-f", "jobs/mixed.yaml", "--queue", "default")
        try await project.expect(64, "run", "--key", "k")
    }

    @Test func aSavedPlanTakesNoOptionThatWouldShapeIt() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "plan", "--out", "plan.json")
        for options in [["--target", "acme/dev/Agent/doctor"], ["-e", "dev"], ["--prune"], ["--only", "agent"]] {
            let result = try await project.start([TestProject.binary, "apply", "plan.json"] + options).result()
            #expect(result.status == 64, "\(result.all)")
            #expect(result.error.contains("a saved plan is applied as it is"), "\(result.all)")
            #expect(result.error.contains("Usage: reeve apply "), "\(result.all)")
        }
        try await project.expect(0, "apply", "plan.json")
    }

    @Test func anObjectOfTwoEnvironmentsIsToldWithBothPaths() async throws {
        let project = try await TestProject.working()
        let all = try project.read("manifests/all.yaml")
        try project.write(
            "manifests/more.yaml",
            all.components(separatedBy: "---\n")[1...3].joined(separator: "---\n").replacingOccurrences(
                of: "environment: dev", with: "environment: prod"
            ).replacingOccurrences(of: "name: dev", with: "name: prod"))
        try await project.expect(0, "apply", "--yes")
        let result = try await project.expect(3, "describe", "agent", "bot")
        #expect(
            result.error.contains("'bot' names 2 objects: acme/dev/Agent/bot, acme/prod/Agent/bot [object.ambiguous]"),
            "\(result.all)")
        try await project.expect(0, "describe", "agent", "bot", "-e", "prod")
    }
}
