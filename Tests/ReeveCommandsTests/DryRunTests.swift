import Foundation
import ReeveJSON
import Testing

/// `run --dry-run` tells what would happen, and nothing does.
@Suite struct DryRunTests {
    /// Every file of the project with its bytes; not the shared memory of the database, which readers use too.
    private func files(_ project: TestProject) throws -> [String: Data] {
        var found: [String: Data] = [:]
        let names = FileManager.default.enumerator(atPath: project.folder.path)?.compactMap { $0 as? String } ?? []
        for name in names where !name.hasSuffix("-shm") {
            let data = try? Data(contentsOf: project.url(name))
            // An empty log is as good as none: a reader leaves one behind.
            if name.hasSuffix("-wal"), data?.isEmpty != false { continue }
            found[name] = data
        }
        return found
    }

    /// The verdicts by item, of `-o json`.
    private func verdicts(_ result: ChildResult) throws -> [String: String] {
        let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let runs = try #require(json?["runs"] as? [[String: Any]])
        return Dictionary(
            runs.map { ($0["item"] as? String ?? "", $0["verdict"] as? String ?? "") },
            uniquingKeysWith: { $0 + "," + $1 })
    }

    private static let batch = """
        apiVersion: reeve/v1
        kind: Batch
        metadata: {name: many, organization: acme, environment: dev}
        spec:
          matrix: {text: [one, two]}
          items:
            - name: fine
              toolRun: {agent: bot, tool: aid/say, input: {text: {fromMatrix: text}}}
            - name: after
              needs: [fine]
              toolRun: {agent: bot, tool: aid/say, input: {text: {fromItem: fine, path: /content/0/text}}}
            - name: shredded
              once: true
              toolRun: {agent: bot, tool: aid/shred, input: {}}
            - name: behind
              once: true
              needs: [shredded]
              toolRun: {agent: bot, tool: aid/say, input: {}}
            - name: asked
              once: true
              toolRun: {agent: bot, tool: aid/shred, input: {}}
              expect: [{status: denied}]
            - name: unknown
              once: true
              toolRun: {agent: bot, tool: aid/nothing, input: {}}
            - name: later
              once: true
              notBefore: 2999-01-01T00:00:00Z
              toolRun: {agent: bot, tool: aid/say, input: {}}

        """

    private static let wanted = [
        "fine": "run,run", "after": "run,run", "shredded": "denied", "behind": "skipped", "asked": "denied",
        "unknown": "refused", "later": "wait",
    ]

    @Test func aFileIsJudgedAndNothingIsWritten() async throws {
        let project = try await TestProject.working()
        try project.write("jobs/many.yaml", Self.batch)
        let before = try files(project)
        let result = try await project.expect(7, "run", "-f", "jobs/many.yaml", "--dry-run")
        #expect(
            result.output == """
                fine      2 would run
                after     2 would run   not judged: input
                shredded  1 would be denied
                behind    1 would be skipped
                asked     1 would be denied as expected
                unknown   1 would be refused
                later     1 would wait
                denied   shredded  policy.denied: guard#keep (paper stays)   manifests/all.yaml:28
                denied   asked     policy.denied: guard#keep (paper stays)   manifests/all.yaml:28   as expected
                refused  unknown   tool.missing: tool 'aid/nothing' is not known; 'reeve tools sync' asks its server   \
                jobs/many.yaml:23
                wait     later     not before 2999-01-01T00:00:00.000000Z   jobs/many.yaml:26
                9 runs: 4 would run, 1 would wait, 1 would be denied, 1 would be denied as expected, \
                1 would be refused, 1 would be skipped; 2 not judged in all; nothing was started, nothing was written

                """, "\(result.all)")
        #expect(
            try verdicts(try await project.expect(7, "run", "-f", "jobs/many.yaml", "--dry-run", "-o", "json"))
                == Self.wanted)
        #expect(try files(project) == before)
    }

    @Test func queuedRunsAreJudgedAsTheyStandAndKeepWaiting() async throws {
        let project = try await TestProject.working()
        try project.write("jobs/many.yaml", Self.batch)
        try await project.expect(0, "enqueue", "-f", "jobs/many.yaml")
        // The agent loses the tool after the submission: the gate would see that.
        try project.edit("manifests/all.yaml", "tools: [aid/*]", "tools: [aid/shred]")
        try await project.expect(0, "apply", "--yes")
        let before = (try files(project), try await project.dump())
        let result = try await project.expect(7, "run", "--dry-run", "-o", "json")
        // What was denied at the submission has ended.
        var wanted = Self.wanted.filter { $0.value != "denied" && $0.key != "behind" }
        wanted.merge(["fine": "denied,denied", "after": "denied,denied"]) { $1 }
        #expect(try verdicts(result) == wanted)
        #expect(try files(project) == before.0)
        #expect(try await project.dump() == before.1)
    }

    @Test func theVerdictsAreThoseOfTheRunThatFollows() async throws {
        let project = try await TestProject.working()
        try project.write(
            "jobs/many.yaml",
            Self.batch.replacingOccurrences(of: "later", with: "soon")
                .replacingOccurrences(of: "      notBefore: 2999-01-01T00:00:00Z\n", with: ""))
        let told = try verdicts(try await project.expect(7, "run", "-f", "jobs/many.yaml", "--dry-run", "-o", "json"))
        try await project.expect(7, "run", "-f", "jobs/many.yaml")
        let ended = try await project.python(
            """
            import json
            for run in json.load(open('reports/latest/report.json'))['runs']: print(run['item'], run['status'])
            """)
        let verdicts = ["succeeded": "run", "denied": "denied", "failed": "refused", "skipped": "skipped"]
        var found: [String: String] = [:]
        for line in ended.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let verdict = verdicts[words[1]] ?? words[1]
            found[words[0]] = found[words[0]].map { $0 + "," + verdict } ?? verdict
        }
        #expect(found == told)
    }

    @Test func timeWindowsOfWhatStartsLaterAreMarkedAsNotJudged() async throws {
        let project = try await TestProject.working()
        // A window on a day that is not near: it holds neither now nor soon, and a later start may lie in it.
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let weekday = (Calendar(identifier: .gregorian).component(.weekday, from: Date()) + 2) % 7
        try project.edit(
            "manifests/all.yaml", "target: tool:aid/*, effect: allow}",
            "target: tool:aid/say, effect: allow}\n    - {id: night, action: tool.invoke, target: tool:aid/hold, "
                + "effect: allow, conditions: {timeWindow: {start: '00:00', end: '00:01', days: [\(days[weekday])]}}}")
        try await project.expect(0, "apply", "--yes", "--quiet")
        try project.write(
            "jobs/late.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: late, organization: acme, environment: dev}
            spec:
              items:
                - name: first
                  toolRun: {agent: bot, tool: aid/say, input: {}}
                - name: night
                  needs: [first]
                  toolRun: {agent: bot, tool: aid/hold, input: {}}
                - name: plain
                  needs: [first]
                  toolRun: {agent: bot, tool: aid/say, input: {}}

            """)
        let result = try await project.expect(0, "run", "-f", "jobs/late.yaml", "--dry-run")
        #expect(
            result.output == """
                first  1 would run
                night  1 would run   not judged: time window
                plain  1 would run
                3 runs: 3 would run; 1 not judged in all; nothing was started, nothing was written

                """, "\(result.all)")
        let json = try await project.expect(0, "run", "-f", "jobs/late.yaml", "--dry-run", "-o", "json")
        let runs = try #require(try JSONParser.parse(json.output)["runs"]?.array)
        #expect(runs.map { $0["not_judged"] } == [[], ["timeWindow"], []])
        // The same as queued.
        try await project.expect(0, "enqueue", "-f", "jobs/late.yaml")
        let queued = try await project.expect(0, "run", "--dry-run")
        #expect(queued.output.contains("night  1 would run   not judged: time window\n"), "\(queued.all)")
    }

    @Test func statusesAreThoseOfRun() async throws {
        let project = try await TestProject.working()
        #expect(try await project.expect(0, "run", "--dry-run").output == "Nothing is due.\n")
        try project.write(
            "jobs/good.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: good, organization: acme, environment: dev}
            spec: {items: [{name: fine, toolRun: {agent: bot, tool: aid/say, input: {}}}]}

            """)
        let good = try await project.expect(0, "run", "-f", "jobs/good.yaml", "--dry-run")
        #expect(good.output.hasSuffix("1 run: 1 would run; nothing was started, nothing was written\n"))
        try await project.expect(4, "run", "-f", "jobs/mixed.yaml", "--dry-run", "--strict")
        try project.edit("jobs/good.yaml", "agent: bot", "agent: bod")
        let wrong = try await project.expect(3, "run", "-f", "jobs/good.yaml", "--dry-run")
        #expect(wrong.error.contains("did you mean 'bot'?") && wrong.output.isEmpty)
        try await project.expect(64, "run", "--dry-run", "--watch")
        #expect(try await project.expect(0, "run", "-o", "json").output.contains(#""batches": []"#))
        // A key of another content is a conflict, of the same it names the first batch.
        try project.edit("jobs/good.yaml", "agent: bod", "agent: bot")
        try await project.expect(0, "run", "-f", "jobs/good.yaml", "--key", "night")
        let again = try await project.expect(0, "run", "-f", "jobs/good.yaml", "--key", "night", "--dry-run")
        #expect(again.error.contains("this key was used before") && again.output == "Nothing is due.\n")
        try await project.expect(5, "run", "-f", "jobs/mixed.yaml", "--key", "night", "--dry-run")
    }

    @Test func aProjectWithoutAStoreGetsNone() async throws {
        let project = try TestProject()
        try project.write("jobs/mixed.yaml", TestProject.mixedBatch)
        try await project.expect(3, "run", "-f", "jobs/mixed.yaml", "--dry-run")
        try await project.expect(3, "run", "--dry-run")
        #expect(try files(project).keys.sorted() == ["jobs", "jobs/mixed.yaml"].filter { $0.hasSuffix("yaml") })
    }
}
