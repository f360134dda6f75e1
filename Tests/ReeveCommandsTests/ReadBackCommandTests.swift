import Foundation
import Testing

/// Runs of unknown effect, on a real server whose effects are lines of a file.
@Suite struct ReadBackCommandTests {
    /// `put` writes its reference to `effects`; what a file `fate-REF` says happens once: the server ends `before` or
    /// `after` that, or it does not answer and writes only when it is told to end (`late`).
    private static let server = """
        import json, os, signal, sys, time

        def put(ref):
            fate = None
            if os.path.exists("fate-" + ref):
                fate = open("fate-" + ref).read()
                os.unlink("fate-" + ref)
            if fate == "before":
                os._exit(3)
            if fate == "late":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                sys.stdin.read()
                time.sleep(0.4)
            with open("effects", "a") as file:
                file.write(ref + "\\n")
            if fate:
                os._exit(3)
            return "done"

        def find(ref):
            with open("asked", "a") as file:
                file.write(ref + "\\n")
            effects = open("effects").read().split() if os.path.exists("effects") else []
            return "yes" if ref in effects else "no"

        for line in sys.stdin:
            request = json.loads(line)
            if "id" not in request: continue
            reply = {"jsonrpc": "2.0", "id": request["id"]}
            if request["method"] == "initialize":
                reply["result"] = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                   "serverInfo": {"name": "desk", "version": "1"}}
            elif request["method"] == "tools/list":
                reply["result"] = {"tools": [{"name": n, "inputSchema": {"type": "object"}} for n in ("put", "find")]}
            elif request["method"] == "tools/call":
                arguments = request["params"]["arguments"]
                text = put(arguments["ref"]) if request["params"]["name"] == "put" else find(arguments["ref"])
                reply["result"] = {"content": [{"type": "text", "text": text}]}
            else:
                reply["error"] = {"code": -32601, "message": "no such method"}
            print(json.dumps(reply), flush=True)

        """

    private static let readBack =
        "readBack: {tool: look/find, arguments: {ref: /ref}, nothingHappened: [{path: /content/0/text, equals: 'no'}]}"

    private func project(readBack: Bool = true) async throws -> TestProject {
        try await TestProject.applied(
            """
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: desk, organization: acme, environment: dev}
            spec: {transport: stdio, command: [python3, server.py], inheritEnv: [PATH]}
            ---
            apiVersion: reeve/v1
            kind: Connection
            metadata: {name: look, organization: acme, environment: dev}
            spec: {transport: stdio, command: [python3, server.py], inheritEnv: [PATH]}
            ---
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: put, organization: acme, environment: dev}
            spec: {connection: desk, tool: put, \(readBack ? Self.readBack : "idempotent: false")}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: bot, organization: acme, environment: dev}
            spec: {connection: desk, tools: [desk/*, look/*]}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: calls, organization: acme}
            spec:
              bindings: [{scope: org, id: acme}]
              rules:
                - {id: put, action: tool.invoke, target: tool:desk/*, effect: allow}
                - {id: find, action: tool.invoke, target: tool:look/find, effect: allow}

            """, files: ["server.py": Self.server])
    }

    private func write(_ refs: [String], timeout: String = "30s", attempts: Int, to project: TestProject) throws {
        let items = refs.map {
            "    - {name: \($0), toolRun: {agent: bot, tool: desk/put, timeout: \(timeout), input: {ref: \($0)}}}"
        }
        try project.write(
            "jobs/put.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: put, organization: acme, environment: dev}
            spec:
              retry: {attempts: \(attempts), min: 0s, max: 0s}
              items:
            \(items.joined(separator: "\n"))

            """)
    }

    private func effects(_ project: TestProject) throws -> [String] {
        ((try? project.read("effects")) ?? "").split(separator: "\n").map(String.init).sorted()
    }

    private func run(_ item: String, in project: TestProject) async throws -> String {
        try await project.python(
            """
            import sqlite3, sys
            c = sqlite3.connect('file:.reeve/reeve.db?mode=ro', uri=True)
            row = c.execute("SELECT id FROM runs WHERE item = ? ORDER BY id DESC LIMIT 1", (sys.argv[1],)).fetchone()
            print(row[0], end='')
            """, item)
    }

    @Test func aRunRepeatsWhatDidNotHappenAndLeavesWhatDid() async throws {
        let project = try await project()
        try project.write("fate-one", "before")
        try project.write("fate-two", "after")
        try write(["one", "two", "three"], attempts: 3, to: project)
        let result = try await project.expect(7, "run", "-f", "jobs/put.yaml")
        #expect(try effects(project) == ["one", "three", "two"], "\(result.all)")
        let show = try await project.expect(0, "runs", "show", try await run("two", in: project)).output
        #expect(show.contains("look/find does not show that nothing happened"), "\(show)")
        let logs = try await project.expect(0, "runs", "logs", try await run("one", in: project)).output
        #expect(logs.contains("read-back: look/find shows that nothing happened"), "\(logs)")
        try await project.expect(0, "audit", "verify")
    }

    /// The server writes its effect while it is being ended: who asks before that would be told that nothing happened.
    @Test func theReadBackIsAskedOnlyWhenTheServerThatDidNotAnswerHasEnded() async throws {
        let project = try await project()
        try project.write("fate-slow", "late")
        try write(["slow"], timeout: "300ms", attempts: 3, to: project)
        let result = try await project.expect(7, "run", "-f", "jobs/put.yaml")
        #expect(try effects(project) == ["slow"], "\(result.all)")
        #expect(try project.read("asked") == "slow\n")
    }

    @Test func retryAsksFirstAndForceDoesNot() async throws {
        let project = try await project()
        try project.write("fate-done", "after")
        try project.write("fate-lost", "before")
        try write(["done", "lost"], attempts: 1, to: project)
        try await project.expect(7, "run", "-f", "jobs/put.yaml")
        #expect((try? project.read("asked")) == nil, "with one attempt there is nothing to ask for")

        let refused = try await project.expect(4, "runs", "retry", try await run("done", in: project))
        #expect(refused.error.contains("does not show that nothing happened"), "\(refused.all)")
        #expect(refused.error.contains("--force"))
        try await project.expect(0, "runs", "retry", try await run("lost", in: project))
        #expect(try project.read("asked") == "done\nlost\n")
        try await project.expect(7, "run")
        #expect(try effects(project) == ["done", "lost"])

        try await project.expect(0, "runs", "retry", "--force", try await run("done", in: project))
        try await project.expect(0, "run")
        #expect(try effects(project) == ["done", "done", "lost"])
        #expect(try project.read("asked") == "done\nlost\n")
        let log = try await project.expect(0, "audit", "list", "-o", "json").output
        #expect(log.contains("\"forced\":true") || log.contains("\"forced\": true"))
        try await project.expect(0, "audit", "verify")
    }

    @Test func runRetriesTheInterruptedRunsForWhichThatIsSafe() async throws {
        let project = try await project(readBack: false)
        try project.write("fate-done", "after")
        try project.write("fate-lost", "before")
        try write(["done", "lost"], attempts: 3, to: project)
        try await project.expect(7, "run", "-f", "jobs/put.yaml")
        let none = try await project.expect(7, "run", "--retry-interrupted")
        #expect(none.output.contains("Interrupted runs: 0 made again, 2 left for a person."), "\(none.all)")

        // Declared after the fact: the declaration of this moment counts.
        try project.edit("manifests/all.yaml", "idempotent: false", Self.readBack)
        let plan = try await project.expect(0, "plan")
        #expect(plan.output.contains("may be repeated after its readBack"), "\(plan.all)")
        try await project.expect(0, "apply", "--yes")
        let some = try await project.expect(7, "run", "--retry-interrupted")
        #expect(some.output.contains("Interrupted runs: 1 made again, 1 left for a person."), "\(some.all)")
        #expect(some.error.contains("of item done stays interrupted: read-back look/find"), "\(some.all)")
        #expect(try effects(project) == ["done", "lost"])
        let again = try await project.expect(7, "run", "--retry-interrupted")
        #expect(again.output.contains("0 made again, 1 left"), "\(again.all)")
        try await project.expect(0, "audit", "verify")
    }

    @Test(arguments: [["--dry-run"], ["-f", "jobs/put.yaml"]])
    func retryInterruptedGoesWithTheQueuesOnly(more: [String]) async throws {
        let project = try TestProject.sample()
        let arguments = [TestProject.binary, "run", "--retry-interrupted"] + more
        #expect(try await project.start(arguments).result().status == 64)
    }
}
