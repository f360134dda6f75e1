import Foundation
import ReeveCommands
import Testing

/// A working project, and arguments for every command of the tree that are right in it.
///
/// Tests that hold for all commands go through this table. A new command has no line in it, which is an error.
struct CommandTable {
    let project: TestProject
    /// Of a batch that has ended.
    let batch: String
    /// Its run.
    let run: String
    /// A run that can be made again.
    let deniedRun: String
    /// A run that waits, and its batch.
    let waitingRun: String
    let waitingBatch: String
    /// Requests of two parked runs.
    let approvals: [String]

    static let fine = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: fine, organization: acme, environment: dev}
        spec: {items: [{name: say, toolRun: {agent: bot, tool: aid/say, input: {text: hello}}}]}

        """

    private static let harbor = """
        apiVersion: reeve/v1
        kind: Organization
        metadata: {name: harbor}
        spec: {currency: EUR}
        ---
        apiVersion: reeve/v1
        kind: Environment
        metadata: {name: stage, organization: harbor}
        spec: {type: dev}

        """

    /// Calls of the tool `hold` need an approval, which whoever runs the tests may give.
    static let reviewed = """
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: reviewed, organization: acme}
        spec:
          bindings: [{scope: org, id: acme}]
          rules:
            - id: hold
              action: tool.invoke
              target: tool:aid/hold
              effect: allow
              requires: {approval: {approvers: [membership:owner], separation: false}}
            - {id: people, action: run.approve, target: "agent:**", effect: allow}
        ---
        apiVersion: reeve/v1
        kind: ModelProvider
        metadata: {name: nobody, organization: acme}
        spec: {type: ollama, endpoint: "http://127.0.0.1:1", model: tiny, maxRetries: 0}

        """

    static let held = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: held, organization: acme, environment: dev}
        spec:
          items:
            - {name: one, toolRun: {agent: bot, tool: aid/hold, input: {}}}
            - {name: two, toolRun: {agent: bot, tool: aid/hold, input: {}}}

        """

    /// `acme/dev` has a server, an agent, a batch that has ended, one that waits and one that is parked; `harbor/stage`
    /// is empty.
    static func make() async throws -> CommandTable {
        let project = try await TestProject.working()
        try project.write("manifests/harbor.yaml", harbor)
        try project.write("manifests/reviewed.yaml", reviewed)
        try project.write("jobs/fine.yaml", fine)
        try FileManager.default.createDirectory(at: project.url("fresh"), withIntermediateDirectories: true)
        try FileManager.default.removeItem(at: project.url("jobs/mixed.yaml"))
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "tools", "lock")
        try await project.expect(0, "apply", "--yes")
        func first(_ arguments: String...) async throws -> String {
            let result = try await project.start([TestProject.binary] + arguments + ["-o", "name"]).result()
            return try #require(result.output.split(separator: "\n").first.map(String.init), "\(result.all)")
        }
        try project.write("held.yaml", held)
        try await project.expect(7, "run", "-f", "held.yaml")
        let approvals = try await project.expect(0, "approvals", "list", "-o", "name").output.split(separator: "\n")
            .map(String.init)
        try project.write(
            "bad.yaml",
            fine.replacingOccurrences(of: "name: fine", with: "name: bad").replacingOccurrences(
                of: "aid/say, input: {text: hello}", with: "aid/shred, input: {}"))
        try await project.expect(7, "run", "-f", "bad.yaml")
        try project.write(
            "task.yaml",
            fine.replacingOccurrences(of: "name: fine", with: "name: task").replacingOccurrences(
                of: "{name: say, toolRun: {agent: bot, tool: aid/say, input: {text: hello}}}",
                with: "{name: ask, task: {agent: bot, prompt: hello}}"))
        let denied = try await first("runs", "list")
        try await project.expect(0, "run", "-f", "jobs/fine.yaml")
        let (batch, run) = (try await first("batches", "list"), try await first("runs", "list"))
        try await project.expect(0, "enqueue", "-f", "jobs/fine.yaml")
        return CommandTable(
            project: project, batch: batch, run: run, deniedRun: denied, waitingRun: try await first("runs", "list"),
            waitingBatch: try await first("batches", "list"), approvals: approvals)
    }

    /// Commands that are for those who change reeve, and take no options of every command.
    static let withoutOptions: Set<String> = ["docs"]

    /// The arguments with which a command does its work.
    func arguments(_ path: [String]) -> [String]? {
        switch path.joined(separator: " ") {
        case "validate", "plan", "diff", "history list", "export", "explain", "connection test",
            "connection sync", "tools list", "tools sync", "tools lock", "batches list", "runs list", "audit list",
            "audit verify", "store init", "store info", "store check",
            "store accept-restore", "store new-key", "store repair":
            []
        case "init": ["-C", "fresh"]
        case "apply": ["--yes"]
        case "history show": ["1"]
        case "get": ["all"]
        case "describe": ["acme/dev/Agent/bot"]
        case "tools show": ["aid/say"]
        case "tools call": ["aid/say", "--agent", "bot", "--input", #"{"text": "hello"}"#]
        case "enqueue", "run": ["-f", "jobs/fine.yaml"]
        case "batches show", "report run": [batch]
        case "batches cancel": [waitingBatch]
        case "runs show", "runs steps", "runs logs": [run]
        case "runs retry": [deniedRun]
        case "runs cancel": [waitingRun]
        case "pause queue": ["default", "--reason", "upgrade"]
        case "pause organization": ["harbor", "--reason", "audit"]
        case "pause agent": ["bot", "--reason", "it loops"]
        case "pause provider": ["nobody", "--reason", "no money"]
        case "resume queue": ["default"]
        case "resume organization": ["harbor"]
        case "resume agent": ["bot"]
        case "resume provider": ["nobody"]
        case "pause list": []
        // Nothing listens there.
        case "provider test", "provider models": ["nobody"]
        case "render prompt": ["-f", "task.yaml", "--item", "ask"]
        case "approvals list": []
        case "approvals show", "approvals approve": [approvals[0]]
        case "approvals reject": [approvals[1], "--reason", "no"]
        case "policy evaluate": ["--agent", "bot", "--target", "tool:aid/say"]
        case "audit show": ["0"]
        case "store backup": ["copy-\(UUID().uuidString).db"]
        case "completion": ["bash"]
        case "docs": ["--out", "pages"]
        default: nil
        }
    }

    /// Every command of the tree with its arguments.
    func everyCommand(
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> [(path: [String], arguments: [String], isScoped: Bool)] {
        CommandWords.leaves.compactMap { path, type in
            guard let arguments = arguments(path) else {
                Issue.record("'\(path.joined(separator: " "))' has no line here", sourceLocation: sourceLocation)
                return nil
            }
            return (path, arguments, type is any ScopedCommand.Type)
        }
    }

    func start(_ arguments: [String]) async throws -> ChildResult {
        try await project.start([TestProject.binary] + arguments).result(deadline: .seconds(300))
    }

    /// Runs a command with its standard output somewhere else, by a shell.
    func start(_ arguments: [String], output redirection: String) async throws -> ChildResult {
        try await project.start(
            ["/bin/sh", "-c", "\"$0\" \"$@\" \(redirection)", TestProject.binary] + arguments
        ).result(deadline: .seconds(300))
    }
}
