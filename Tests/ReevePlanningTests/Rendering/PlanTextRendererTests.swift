import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct RenderingTests {
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

    /// What a rule allows is what its reviewer has to see: a cut says so, and how to see the rest.
    @Test func aLongConditionIsCutInTheShortFormOnly() {
        let head = "agent acme/dev/bot may tool.invoke git/log only when arguments /path in "
        var plan = ModelStore().plan([])
        func access(_ list: String, details: Bool) -> String {
            plan.access = [AccessChange(.gained, statement: head + list + "; tags a")]
            return PlanTextRenderer(showsDetails: details).render(plan)
        }
        let five = #"["a","b]","c\"]","d","e"]"#
        #expect(access(five, details: true).contains(head + five + "; tags a"))
        #expect(
            access(five, details: false).contains(
                head + #"["a","b]","c\"]", ... and 2 more; --details shows all]; tags a"#))
        #expect(access(#"["a","b","c"]"#, details: false).contains(head + #"["a","b","c"]; tags a"#))
        let long = "[" + String(repeating: "x", count: 1_000)
        #expect(access(long, details: false).contains(" more characters; --details shows all"))
        #expect(access(long, details: true).contains(long))
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

    @Test func longTextIsALineDiff() {
        let before = (1...20).map { "line \($0)\n" }.joined()
        let after = before.replacingLine("line 10", with: "line ten")
        #expect(
            LineDiff(before, after).unified(context: 1) == [
                "@@ -9,3 +9,3 @@", " line 9", "-line 10", "+line ten", " line 11",
            ])
        #expect(LineDiff("", "a\n").unified() == ["@@ -0,0 +1,1 @@", "+a"])
        #expect(LineDiff("a\n", "a\n").unified().isEmpty)
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
        let plan = try PlanFileTests.richPlan()
        #expect(TextPaint.onTerminal(PlanTextRenderer(style: .ansi).render(plan)).contains("\u{1B}["))
        #expect(!TextPaint.onTerminal(PlanTextRenderer().render(plan)).contains("\u{1B}"))
    }

    @Test func markupInValuesIsNoMarkup() {
        let object = Sample.object("Limit", "l", ["onExceeded": "wait"], file: "a|<b>.yaml")
        #expect(PlanMarkdownRenderer().render(ModelStore().plan([object])).contains("a\\|&lt;b&gt;.yaml:1"))
    }
}

extension String {
    fileprivate func replacingLine(_ old: String, with new: String) -> String {
        split(separator: "\n").map { $0 == old ? new : String($0) }.joined(separator: "\n") + "\n"
    }
}
