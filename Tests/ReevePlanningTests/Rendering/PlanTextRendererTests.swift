import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanTextRendererTests {
    @Test func humanForm() {
        let store = ModelStore.holding([
            Sample.connection("git", env: ["T": "env:OLD"]),
            Sample.policy("p", agent: "doc", rules: [Sample.rule("a")]),
            Sample.agent("doc", connection: "git"),
        ])
        let plan = store.plan([
            Sample.connection("git", command: ["other"], timeout: "20s", env: ["T": "env:NEW"], line: 2),
            Sample.agent("doc", connection: "git"),
            Sample.policy(
                "p", agent: "doc", rules: [Sample.rule("new"), Sample.rule("a", target: "tool:**")], line: 9),
            Sample.connection("clock", command: ["mcp-server-time"], line: 20),
        ])
        #expect(
            PlanTextRenderer().render(plan) == """
                  + acme/prod/Connection/clock  new      manifests/a.yaml:20
                  ~ acme/prod/Connection/git    changed  manifests/a.yaml:2
                      ~ spec.command: ["mcp-server-git"] -> ["other"]
                      ~ spec.env.T: env:OLD -> env:NEW
                      ~ spec.timeout: 30s -> 20s
                  ~ acme/prod/Policy/p          changed  manifests/a.yaml:9
                      + spec.rules[new]: {"action":"tool.invoke","effect":"allow","id":"new","target":"tool:git/*"}
                      ~ spec.rules[a].target: tool:git/* -> tool:**
                risk     + acme/prod/Connection/clock  launch-changed      starts mcp-server-time                       manifests/a.yaml:20
                         ~ acme/prod/Connection/git    launch-changed      starts other: command, env                   manifests/a.yaml:2
                         ~ acme/prod/Connection/git    secret-changed      /env/T                                       manifests/a.yaml:2
                         ~ acme/prod/Policy/p          permission-widened  allow rule a changes, allow rule new is new  manifests/a.yaml:9
                Plan: 1 to add, 2 to change, 0 to destroy.

                """)
    }

    @Test func whatTasksAreMadeOfIsShownWithItsTextAndItsRisks() {
        func template(_ user: String, _ system: String, partials: JSONObject = [:]) -> ResourceObject {
            Sample.object(
                "Template", "note", ["partials": .object(partials), "system": .string(system), "user": .string(user)])
        }
        func team(_ members: [JSONValue], active: Bool = true) -> ResourceObject {
            Sample.object(
                "Team", "night", ["active": .bool(active), "members": .array(members), "type": "watch"], line: 20)
        }
        func provider(_ endpoint: String, _ key: String) -> ResourceObject {
            Sample.object(
                "ModelProvider", "main", ["endpoint": .string(endpoint), "secretRef": .string(key), "type": "openai"],
                line: 30)
        }
        func agent(_ turns: Int, _ cost: String) -> ResourceObject {
            Sample.object(
                "Agent", "doc", ["limits": ["cost": .string(cost), "turns": JSONValue(turns)], "mode": "caller"],
                line: 40)
        }
        let doc: JSONValue = ["agent": "doc", "role": "doctor"]
        let line = String(repeating: "word ", count: 30)
        let store = ModelStore.holding([
            template("Repository {{repo}}.\nName the risk.\n", line + "old"), team([doc]),
            provider("https://a.example/v1", "env:OLD"), agent(12, "0.20 EUR"),
        ])
        let plan = store.plan([
            template(
                "Repository {{repo}}.\nName the risk and a reason.\n", line + "new", partials: ["rules": "Be\nshort."]),
            team([["agent": "scribe", "role": "nurse"], doc]),
            provider("https://b.example/v1", "env:NEW"), agent(20, "0.10 EUR"),
        ])
        #expect(
            PlanTextRenderer().render(plan) == """
                  ~ acme/prod/Agent/doc           changed  manifests/a.yaml:40
                      ~ spec.limits.cost: 0.20 EUR -> 0.10 EUR
                      ~ spec.limits.turns: 12 -> 20
                  ~ acme/prod/ModelProvider/main  changed  manifests/a.yaml:30
                      ~ spec.endpoint: https://a.example/v1 -> https://b.example/v1
                      ~ spec.secretRef: env:OLD -> env:NEW
                  ~ acme/prod/Team/night          changed  manifests/a.yaml:20
                      + spec.members[0]: {"agent":"scribe","role":"nurse"}
                  ~ acme/prod/Template/note       changed  manifests/a.yaml:1
                      + spec.partials.rules
                          @@ -0,0 +1,2 @@
                          +Be
                          +short.
                      ~ spec.system
                          @@ -1,1 +1,1 @@
                          -\(line)old
                          +\(line)new
                      ~ spec.user
                          @@ -1,2 +1,2 @@
                           Repository {{repo}}.
                          -Name the risk.
                          +Name the risk and a reason.
                risk     ~ acme/prod/Agent/doc           limit-raised      limits.turns               manifests/a.yaml:40
                         ~ acme/prod/ModelProvider/main  endpoint-changed  asks https://b.example/v1  manifests/a.yaml:30
                         ~ acme/prod/ModelProvider/main  secret-changed    /secretRef                 manifests/a.yaml:30
                         ~ acme/prod/Team/night          team-widened      gains scribe as nurse      manifests/a.yaml:20
                Plan: 0 to add, 4 to change, 0 to destroy.

                """)
    }

    @Test func moreThanTwentyChangesAreCounted() {
        let objects = (0..<25).map { Sample.object("User", "u\($0)", ["email": "x", "role": "user", "active": true]) }
        let plan = ModelStore().plan(objects)
        #expect(
            PlanTextRenderer().render(plan) == """
                  + 25 objects   User 25   (--details lists them)
                Plan: 25 to add, 0 to change, 0 to destroy.

                """)
        // Each with its three fields, and the summary.
        #expect(PlanTextRenderer(showsDetails: true).render(plan).split(separator: "\n").count == 101)
    }

    @Test func hiddenCharactersAreShownEscaped() {
        let store = ModelStore.holding([Sample.connection("git")])
        let plan = store.plan([Sample.connection("git", command: ["\u{1B}[2J", "a\u{202E}b"])])
        for text in [
            PlanTextRenderer().render(plan), PlanMarkdownRenderer().render(plan), PlanDiffRenderer().render(plan),
        ] {
            #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
        }
    }

    @Test func coloursComeOnlyWhenAskedFor() throws {
        let plan = try Sample.richPlan()
        #expect(TextPaint.onTerminal(PlanTextRenderer(style: .ansi).render(plan)).contains("\u{1B}["))
        #expect(!TextPaint.onTerminal(PlanTextRenderer().render(plan)).contains("\u{1B}"))
    }
}
