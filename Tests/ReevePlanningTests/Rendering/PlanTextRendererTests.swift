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
