import Foundation
import Testing

/// What goes wrong in the first hour, and what reeve says then.
@Suite struct FirstStepsTests {
    @Test(arguments: [
        ["run"], ["tools", "sync"], ["connection", "test"], ["runs", "retry", "x"], ["audit", "verify"],
    ])
    func aFolderWithoutAProjectIsAnErrorAndStaysEmpty(arguments: [String]) async throws {
        let project = try TestProject()
        let result = try await project.start([TestProject.binary] + arguments).result()
        #expect(result.status == 3 && result.error.contains("there is no reeve.yaml in"), "\(result.all)")
        #expect(result.error.contains("[project.missing]") && result.error.contains("reeve init"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.folder.path).isEmpty)
    }

    @Test func whatNeedsNoFieldNeedsNoSpec() async throws {
        let project = try TestProject()
        let head = "apiVersion: reeve/v1\nkind: "
        try project.write("reeve.yaml", head + "Project\nmetadata: {name: bare}\n")
        let bare =
            head + "Organization\nmetadata: {name: acme}\n---\n" + head
            + "Environment\nmetadata: {name: dev, organization: acme}\n"
        try project.write("manifests/all.yaml", bare)
        #expect(try await project.expect(0, "validate").output == "2 objects are valid.\n")
        try await project.expect(0, "apply", "--yes")
        try project.edit("manifests/all.yaml", "{name: acme}\n", "{name: acme}\nspec: {currency: USD}\n")
        try project.edit("manifests/all.yaml", "organization: acme}\n", "organization: acme}\nspec: {}\n")
        try await project.expect(0, "plan", "--detailed-exitcode")
        try project.write("manifests/more.yaml", head + "User\nmetadata: {name: anna}\n")
        let lacking = try await project.expect(3, "plan")
        #expect(lacking.error.contains("User 'anna' lacks the field 'email'"), "\(lacking.all)")
        #expect(lacking.error.contains("--> manifests/more.yaml:1:1"), "\(lacking.all)")
    }

    @Test func aRuleForAConnectionThatNothingHasIsAWarningOfValidateAndPlan() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        // The store has it, so nothing is wrong with rules that name it.
        let agents = try project.read("manifests/dev/agents.yaml")
        let rest = agents.components(separatedBy: "---\n").dropFirst().joined(separator: "---\n")
        try project.write(
            "manifests/dev/agents.yaml", rest.replacing("  connection: git\n", with: "  mode: caller\n"))
        for command in ["validate", "plan"] {
            let result = try await project.expect(0, command)
            #expect(!result.all.contains("reference.unknown-connection"), "\(result.all)")
        }
        try project.write("manifests/dev/agents.yaml", agents.replacing("target: tool:git/", with: "target: tool:gti/"))
        for command in ["validate", "plan"] {
            let result = try await project.expect(0, command)
            #expect(result.error.contains("names the connection 'gti'"), "\(result.all)")
            #expect(result.error.contains("did you mean 'git'?"), "\(result.all)")
        }
    }

    @Test func workBeforeTheFirstApplyIsAnErrorThatNamesApply() async throws {
        let project = try TestProject.sample()
        let result = try await project.expect(3, "run")
        #expect(result.error.contains("'reeve apply' makes it"), "\(result.all)")
        #expect(!FileManager.default.fileExists(atPath: project.url(".reeve").path))
    }

    @Test(arguments: [["tools", "sync"], ["connection", "test"], ["get", "agents"], ["tools", "list"]])
    func anEnvironmentThatIsNotThereIsAnError(arguments: [String]) async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let result = try await project.start([TestProject.binary] + arguments + ["-e", "dve"]).result()
        #expect(result.status == 3, "\(result.all)")
        #expect(result.error.contains("there is no environment 'dve'; did you mean 'dev'?"), "\(result.all)")
    }

    @Test func runWithoutAFileTakesNoScopeSinceItWouldNotKeepToIt() async throws {
        let project = try TestProject.sample()
        let result = try await project.expect(64, "run", "-e", "dev")
        #expect(result.error.contains("run works through queues of all environments"), "\(result.all)")
    }

    @Test func aBatchFileOfAnotherScopeThanTheOptionsIsNotRun() async throws {
        let project = try await TestProject.working()
        try project.edit(
            "manifests/all.yaml", "kind: Connection",
            "kind: Environment\nmetadata: {name: prod, organization: acme}\nspec: {type: dev}\n---\napiVersion: reeve/v1\nkind: Connection"
        )
        try await project.expect(0, "apply", "--yes")
        for verb in [["run"], ["run", "--dry-run"], ["enqueue"]] {
            let arguments = [TestProject.binary] + verb + ["-f", "jobs/mixed.yaml", "-e", "prod"]
            let result = try await project.start(arguments).result()
            #expect(result.status == 3 && result.error.contains("[scope.mismatch]"), "\(result.all)")
            #expect(result.error.contains("'jobs/mixed.yaml' belongs to acme/dev, and -e says 'prod'"))
        }
        #expect(try await project.expect(0, "batches").output.isEmpty)
    }

    @Test func defaultsHoldFromEveryFolder() async throws {
        let project = try TestProject.sample()
        try project.edit(
            "reeve.yaml", "defaults:", "defaults:\n    - {path: 'jobs/**', organization: acme, environment: dev}")
        try project.write(
            "jobs/one.yaml",
            "apiVersion: reeve/v1\nkind: Agent\nmetadata: {name: other}\nspec: {connection: git, tools: [nothing]}\n"
        )
        let whole = try await project.expect(0, "validate")
        let here = try await project.expect(0, "validate", "-C", "jobs", "../manifests", "one.yaml")
        let absolute = try await project.expect(
            0, "validate", project.url("manifests").path, project.url("jobs/one.yaml").path)
        #expect(whole.output == here.output && here.output == absolute.output, "\(here.all)")
    }

    @Test func anActionThatDoesNotExistIsAMistake() async throws {
        let project = try TestProject.sample()
        try project.edit("manifests/dev/agents.yaml", "action: tool.invoke", "action: tool.invoek")
        let result = try await project.expect(3, "validate")
        #expect(result.all.contains("it names no action; did you mean 'tool.invoke'?"), "\(result.all)")
    }

    @Test func aDenialNamesTheRuleThatNearlyAllows() async throws {
        let project = try await TestProject.working()
        try project.edit(
            "manifests/all.yaml", "target: tool:aid/*, effect: allow}",
            "target: tool:aid/*, effect: allow, conditions: {arguments: {/text: {maxLength: 3}}}}")
        try await project.expect(0, "apply", "--yes")
        let result = try await project.expect(
            4, "tools", "call", "aid/say", "--agent", "bot", "--input", #"{"text": "hello"}"#)
        #expect(
            result.error.hasPrefix(
                "error: aid/say was denied to agent 'bot': policy.denied: no rule allows it (guard#calls: arguments /text: "
            ), "\(result.all)")
        #expect(
            result.error.contains("help: reeve policy evaluate --agent bot --target tool:aid/say --explain"),
            "\(result.all)")
    }

    @Test func aBareToolNameBelongsToTheAgentsConnection() async throws {
        let project = try await TestProject.working()
        try project.edit("manifests/all.yaml", "tools: [aid/*]", "tools: [say]")
        try await project.expect(0, "apply", "--yes")
        let input = #"{"text": "hello"}"#
        try await project.expect(0, "tools", "call", "aid/say", "--agent", "bot", "--input", input)
        try await project.expect(4, "tools", "call", "aid/hold", "--agent", "bot", "--input", input)
    }

    @Test func aCommandThatIsNotFoundIsToldWithThePathThatWasSearched() async throws {
        let project = try await TestProject.working()
        try project.edit("manifests/all.yaml", ", inheritEnv: [PATH]", "")
        try await project.expect(0, "apply", "--yes")
        let result = try await project.expect(7, "connection", "test")
        #expect(result.all.contains("in the PATH of the connection"), "\(result.all)")
        #expect(result.all.contains("inheritEnv"), "\(result.all)")
    }

    @Test func aServerThatNeverStartedWasNotCalled() async throws {
        let project = try await TestProject.working()
        try project.edit("manifests/all.yaml", "command: [stand-in]", "command: [no-such-server]")
        try project.edit("manifests/all.yaml", "transport: stdio", "transport: stdio, serverVersion: '1.0'")
        try await project.expect(0, "apply", "--yes")
        try project.write(
            "jobs/one.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: one, organization: acme, environment: dev}
            spec: {items: [{name: say, toolRun: {agent: bot, tool: aid/say, input: {text: hello}}}]}

            """)
        let result = try await project.expect(7, "run", "-f", "jobs/one.yaml")
        #expect(result.output.contains("1 run ") && result.output.contains("0 tool calls"), "\(result.all)")
        #expect(try project.read("reports/latest/terminal.jsonl") == "")
    }

    @Test func evaluateAndTheGateNameOnePolicySet() async throws {
        let project = try await TestProject.working()
        try project.write(
            "manifests/more.yaml",
            """
            apiVersion: reeve/v1
            kind: Environment
            metadata: {name: prod, organization: acme}
            spec: {type: dev}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: there, organization: acme, environment: prod}
            spec:
              bindings: [{scope: org, id: acme}]
              rules: [{id: all, action: tool.invoke, target: 'tool:aid/say', effect: deny}]

            """)
        try await project.expect(0, "apply", "--yes")
        try await project.expect(7, "run", "-f", "jobs/mixed.yaml")
        let evaluated = try await project.expect(
            0, "policy", "evaluate", "--agent", "bot", "--target", "tool:aid/say", "--explain"
        ).output
        let used = try await project.python(
            """
            import sqlite3
            c = sqlite3.connect('file:.reeve/reeve.db?mode=ro', uri=True)
            print(c.execute("SELECT policy_set_digest FROM runs WHERE policy_set_digest IS NOT NULL").fetchone()[0][:8])
            """)
        #expect(evaluated.contains("sha256:" + used.prefix(8)), "\(evaluated) \(used)")
    }

    @Test func aReportThatIsMadeAgainIsNotTheLatest() async throws {
        let project = try await TestProject.working()
        try await project.expect(7, "run", "-f", "jobs/mixed.yaml")
        let first = try await project.expect(0, "batches", "-o", "name").output.trimmingCharacters(in: .newlines)
        try await project.expect(7, "run", "-f", "jobs/mixed.yaml")
        func latest() throws -> String {
            try FileManager.default.destinationOfSymbolicLink(atPath: project.url("reports/latest").path)
        }
        let newest = try latest()
        try await project.expect(0, "report", "run", String(first.split(separator: "/").last ?? ""))
        #expect(try latest() == newest)
    }

    @Test func aQuietApplySaysWhatItDid() async throws {
        let project = try TestProject.sample()
        let result = try await project.expect(0, "apply", "--yes", "-q")
        #expect(result.output.split(separator: "\n").count == 1, "\(result.all)")
        #expect(result.output.hasPrefix("Applied as revision 1"))
    }

    @Test(arguments: [
        ("effect.unknown", "its effect is unknown"), ("run.policy.denied", "policy does not allow the call"),
        ("Schedule", "is not available in this version"), ("project", "reeve.yaml"),
        ("agent.metadata", "the same for every kind"), ("agent.metadata.labels", "labels"),
    ])
    func explainKnowsWhatMessagesName(path: String, says: String) async throws {
        let project = try TestProject()
        let result = try await project.expect(0, "explain", path)
        #expect(result.output.contains(says), "\(result.all)")
    }
}
