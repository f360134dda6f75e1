import Foundation
import Testing

/// A project whose one agent writes through `EffectServer`, and batches that write in every way that matters after a
/// kill: with needs, with an error of the tool, with a server that dies in the middle, with a child that outlives it,
/// with a read-back.
enum LedgerProject {
    static let server = TestProject.products.appending(path: "EffectServer").path

    /// Applied, with its tools known. Series start from copies of it.
    static func make() async throws -> TestProject {
        let project = try TestProject()
        try project.copy(from: TestProject.scenarios.appending(path: "first-apply"))
        try FileManager.default.removeItem(at: project.url("manifests/dev"))
        try project.write(
            "reeve.yaml",
            """
            apiVersion: reeve/v1
            kind: Project
            metadata: {name: acme}
            spec:
              defaults:
                - {path: "manifests/**", organization: acme}
                - {path: "manifests/dev/**", environment: dev}
                - {path: "jobs/**", organization: acme, environment: dev}
            """)
        try project.write("manifests/dev/ledger.yaml", manifests)
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "tools", "sync", "-e", "dev")
        return project
    }

    /// For calls of `book` that get no answer: a server that ends is started again after a pause that grows.
    private static let losing = ["before", "lose", "orphan", "once", "slow"]

    private static let readBack =
        "readBack: {tool: ledger/booked, arguments: {run: /run, cell: /cell}, "
        + "nothingHappened: [{path: /content/0/text, equals: none}]}"

    private static func connection(_ name: String) -> String {
        """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: \(name)}
        spec: {transport: stdio, command: ["\(server)"], protocol: modern}
        ---
        apiVersion: reeve/v1
        kind: Tool
        metadata: {name: book-\(name)}
        spec: {connection: \(name), tool: book, \(readBack)}
        ---

        """
    }

    private static let agentTools = (["ledger", "shaky-put", "shaky-append"] + losing).map { $0 + "/*" }
        .joined(separator: ", ")

    /// `put` is declared idempotent, `book` has a read-back, `append` has neither.
    private static let manifests = """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: ledger}
        spec: {transport: stdio, command: ["\(server)"], protocol: modern, maxConcurrency: 3}
        ---
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: shaky-put}
        spec: {transport: stdio, command: ["\(server)"], protocol: modern}
        ---
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: shaky-append}
        spec: {transport: stdio, command: ["\(server)"], protocol: modern}
        ---
        \(losing.map(connection).joined())\
        apiVersion: reeve/v1
        kind: Tool
        metadata: {name: book}
        spec: {connection: ledger, tool: book, \(readBack)}
        ---
        apiVersion: reeve/v1
        kind: Tool
        metadata: {name: put}
        spec: {connection: ledger, tool: put, idempotent: true}
        ---
        apiVersion: reeve/v1
        kind: Tool
        metadata: {name: shaky-put}
        spec: {connection: shaky-put, tool: put, idempotent: true}
        ---
        apiVersion: reeve/v1
        kind: ServiceAccount
        metadata: {name: sa-clerk}
        spec: {owner: anna, scopes: [tool.invoke]}
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: clerk}
        spec: {connection: ledger, serviceAccount: sa-clerk, tools: [\(agentTools)]}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: writing}
        spec:
          bindings: [{scope: agent, id: clerk}]
          rules: [{id: all, action: tool.invoke, target: "tool:*/*", effect: allow}]
        ---
        apiVersion: reeve/v1
        kind: Limit
        metadata: {name: ample}
        spec: {scope: {tool: "*/*"}, per: [agent], rate: {capacity: 100000, refill: 100000, every: 1s}, concurrency: 16}
        """

    /// Runs of one batch.
    static let runsPerBatch = 26

    /// The batch `name`; its key in effects is `name/item/cell`.
    static func batch(_ name: String) -> String {
        func item(
            _ item: String, _ tool: String, _ how: String, once: Bool = false, needs: String = "", more: String = "",
            timeout: String = "30s"
        ) -> String {
            let run = "input: {run: \(name)/\(item), cell: \(once ? "x" : "{fromMatrix: cell}"), how: \(how)}"
            return "    - {name: \(item), once: \(once), needs: [\(needs)], \(more)"
                + "toolRun: {agent: clerk, tool: \(tool), timeout: \(timeout), \(run)}}\n"
        }
        let items = [
            item("first", "ledger/append", "plain"),
            item("second", "ledger/put", "plain", needs: "first"),
            item("third", "ledger/append", "plain", needs: "{item: second, if: finished}"),
            item("refused", "ledger/append", "refuse", once: true),
            item("unreached", "ledger/put", "plain", once: true, needs: "refused"),
            item("spare", "ledger/put", "plain", once: true),
            item("crash-put", "shaky-put/put", "crash", once: true),
            item("crash-append", "shaky-append/append", "crash", once: true),
            item("child-put", "ledger/put", "child", once: true),
            item("book", "ledger/book", "plain"),
            item("book-late", "ledger/book", "late", once: true),
            item("book-before", "before/book", "before", once: true),
            item("book-lose", "lose/book", "lose", once: true),
            item("book-orphan", "orphan/book", "orphan", once: true),
            item("book-slow", "slow/book", "slow", once: true, timeout: "150ms"),
            // With one attempt the lost call ends the run: it is made again by `--retry-interrupted` alone.
            item("book-once", "once/book", "before", once: true, more: "retry: {attempts: 1, min: 20ms, max: 100ms}, "),
            item("after-once", "ledger/put", "plain", once: true, needs: "book-once"),
            item(
                "last", "ledger/append", "child", once: true,
                needs: "{item: third, if: finished}, {item: crash-append, if: finished}"),
        ]
        return """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: \(name)}
            spec:
              concurrency: 5
              retry: {attempts: 10, min: 20ms, max: 100ms}
              matrix: {cell: [a, b, c]}
              items:
            \(items.joined())
            """
    }
}
