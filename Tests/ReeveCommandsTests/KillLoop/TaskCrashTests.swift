import Foundation
import TestSupport
import Testing

/// `kill -9` in the middle of the loop of a task: no effect is repeated, no task is lost, and what is not known is said.
@Suite struct TaskCrashTests {
    private static let tasks = 6

    private static func manifests(port: String) -> String {
        """
        apiVersion: reeve/v1
        kind: ModelProvider
        metadata: {name: script}
        spec: {type: openai, endpoint: "http://127.0.0.1:\(port)/v1", model: script}
        ---
        apiVersion: reeve/v1
        kind: Agent
        metadata: {name: thinker}
        spec: {connection: ledger, tools: ["ledger/*"], provider: script}
        ---
        apiVersion: reeve/v1
        kind: Policy
        metadata: {name: thinking}
        spec:
          bindings: [{scope: agent, id: thinker}]
          rules:
            - {id: think, action: task.execute, target: "agent:thinker", effect: allow}
            - {id: all, action: tool.invoke, target: "tool:*/*", effect: allow}
        """
    }

    /// Each task makes an effect that may not be repeated, one that may be asked about, and one that may be repeated.
    private static func batch(_ name: String) -> String {
        let calls = ["append", "book", "put", "append", "book"].enumerated().map { index, tool in
            #"{"tool":"\#(tool)","arguments":{"run":"\#(name)/t","cell":"CELL\#(index)","how":"plain"}}"#
        }
        let items = (0..<tasks).map { number in
            let plan = calls.joined(separator: ",").replacing("CELL", with: "\(number)-")
            return "    - {name: t\(number), task: {agent: thinker, prompt: 'PLAN [\(plan)]'}}\n"
        }
        return """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: \(name)}
            spec:
              concurrency: 4
              retry: {attempts: 10, min: 20ms, max: 100ms}
              items:
            \(items.joined())
            """
    }

    private static let moments = ["begin", "end", "answered", "again", "asked", "told"]

    @Test func aTaskThatIsKilledGoesOnAndRepeatsNoEffect() async throws {
        let wanted = max(4, (Int(ProcessInfo.processInfo.environment["REEVE_CRASH_ROUNDS"] ?? "") ?? 200) / 10)
        let seed = SeededGenerator.chosenSeed()
        print("kills of tasks: \(wanted), seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let project = try await LedgerProject.make()
        let portFile = project.url("port").path
        let script = TestProject.package.appending(path: "Tests/ReeveCommandsTests/Harness/bin/scripted-model").path
        let model = try SpawnedProcess([script, portFile])
        try await closing(
            model,
            by: { model in
                kill(model.id, SIGKILL)
                _ = await model.waitForEnd()
            }
        ) { _ in
            try await FileWatch.wait(for: portFile) { $0.hasSuffix("\n") }
            let port = try project.read("port").trimmingCharacters(in: .whitespacesAndNewlines)
            try project.write("manifests/dev/thinker.yaml", Self.manifests(port: port))
            try await project.expect(0, "apply", "--yes")
            var kills = 0
            var resumed = 0
            var outcomes: [String: Int] = [:]
            var number = 0
            while kills < wanted {
                number += 1
                try #require(number <= 4 * wanted + 10, "the delays do not hit the tasks: seed \(seed)")
                let name = "n\(number)"
                try project.write("jobs/\(name).yaml", Self.batch(name))
                for round in 0..<Int.random(in: 1...3, using: &random) {
                    let isByServer = Bool.random(using: &random)
                    if isByServer {
                        let moment = Self.moments.randomElement(using: &random) ?? "begin"
                        try project.write("trigger", "\(moment) \(Int.random(in: 1...6, using: &random))\n")
                    }
                    let run = try project.start(
                        [TestProject.binary]
                            + (round == 0 ? ["run", "-f", "jobs/\(name).yaml", "--key", name] : ["run"]))
                    if !isByServer {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 50...900, using: &random)))
                        run.signal(SIGKILL)
                    }
                    let result = try await run.result()
                    try? FileManager.default.removeItem(at: project.url("trigger"))
                    if result.status == 128 + SIGKILL { kills += 1 }
                    try Self.check(try EffectLog(of: project), "seed \(seed), batch \(name), round \(round)")
                }
                let last = try await project.reeve("run", "-f", "jobs/\(name).yaml", "--key", name)
                #expect([0, 7].contains(last.status), "seed \(seed), \(name): \(last.all)")
                let snapshot = try await Self.tasks(of: project, batch: name)
                #expect(snapshot.count == Self.tasks, "seed \(seed), \(name): \(snapshot)")
                let effects = try EffectLog(of: project)
                for task in snapshot {
                    outcomes[task.status + (task.reason.map { " \($0)" } ?? ""), default: 0] += 1
                    if task.attempts > 1 { resumed += 1 }
                    Self.judge(task, effects, batch: name, "seed \(seed), \(name)")
                }
            }
            try await project.expect(0, "store", "check")
            try await project.expect(0, "audit", "verify")
            #expect(KillSeries.processes(in: project).isEmpty, "a process is left over: seed \(seed)")
            print("tasks by outcome: \(outcomes), taken up again: \(resumed)")
            #expect(resumed > 0 && outcomes["succeeded"] != nil, "seed \(seed): \(outcomes)")
        }
    }

    /// What must hold at any moment: no effect that may not be repeated has begun twice.
    private static func check(_ effects: EffectLog, _ place: Comment) throws {
        for key in effects.keys {
            let effect = effects[key]
            #expect(effect.mistakes.isEmpty, "\(key): \(effect.mistakes): \(place)")
            let tools = Set(effects.entries.filter { $0.key == key }.map(\.tool))
            if tools.isDisjoint(with: ["put"]) { #expect(effect.begins <= 1, "\(key) done twice: \(place)") }
        }
    }

    private static func judge(_ task: StoredTask, _ effects: EffectLog, batch: String, _ place: Comment) {
        let keys = (0..<5).map { "\(batch)/t/\(task.item.dropFirst())-\($0)" }
        let done = keys.map { effects[$0].ends >= 1 }
        switch (task.status, task.reason) {
        case ("succeeded", nil): #expect(done.allSatisfy { $0 }, "succeeded, and not done: \(task): \(place)")
        case ("interrupted", "effect.unknown"?): break
        case ("failed", "runner.lost"?): break
        default: Issue.record("no end for this task: \(task): \(place)")
        }
    }

    private struct StoredTask: Decodable {
        let item: String
        let status: String
        let reason: String?
        let attempts: Int
    }

    private static func tasks(of project: TestProject, batch: String) async throws -> [StoredTask] {
        let text = try await project.python(
            """
            import json, sqlite3, sys
            store = sqlite3.connect(".reeve/reeve.db")
            rows = store.execute(
                "SELECT r.item, r.status, r.reason, (SELECT count(*) FROM attempts a WHERE a.run = r.id) FROM runs r "
                "JOIN batches b ON b.id = r.batch WHERE b.idempotency_key = '\(batch)'")
            print(json.dumps([{"item": r[0], "status": r[1], "reason": r[2], "attempts": r[3]} for r in rows]))
            """)
        return try JSONDecoder().decode([StoredTask].self, from: Data(text.utf8))
    }
}
