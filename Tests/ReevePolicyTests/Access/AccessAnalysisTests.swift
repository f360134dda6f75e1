import ReeveJSON
import ReeveModel
import ReevePolicy
import Testing

struct AccessAnalysisTests {
    private let now = Timestamp(microseconds: 1_795_000_000_000_000)
    private let nobody = Example.side([], agents: [])

    private func policy(_ name: String, _ spec: String) -> PolicyDocument {
        Example.document("acme/Policy/" + name, spec)
    }

    private func rule(_ id: String, _ effect: String, _ target: String, _ more: String = "") -> String {
        #"{"id": "\#(id)", "action": "tool.invoke", "target": "\#(target)", "effect": "\#(effect)"\#(more)}"#
    }

    private func bound(_ rules: String..., to binding: String = #"{"scope": "org", "id": "acme"}"#) -> String {
        #"{"bindings": [\#(binding)], "rules": [\#(rules.joined(separator: ", "))]}"#
    }

    private func gained(_ documents: [PolicyDocument], tools: [String] = ["git/*", "clock/now"]) -> [String] {
        AccessAnalysis.difference(
            from: nobody, to: Example.side(documents, agents: [Example.agent(tools: tools)]), at: now
        ).gained.map { String($0.description.dropFirst("agent acme/prod/repo-doctor may tool.invoke ".count)) }
    }

    @Test func theExampleGivesTheDocumentedLines() {
        let difference = AccessAnalysis.difference(from: nobody, to: Example.side(), at: now)
        #expect(difference.lost.isEmpty)
        #expect(
            difference.gained.map { "\($0) \($0.rule.place ?? "")" } == [
                "agent acme/prod/repo-doctor may tool.invoke git-ro/git_log only when timeWindow 22:00 to 06:00 on mon, tue, wed, thu, fri; arguments /max_count at most 50, /repo_path under /srv/repos policies.yaml:24",
                "agent acme/prod/repo-doctor may tool.invoke git-ro/git_show only when risk at most medium; arguments /repo_path under /srv/repos, with approval policies.yaml:31",
                "agent acme/prod/repo-doctor may tool.invoke clock/get_current_time policies.yaml:37",
            ])
    }

    @Test func nothingChangedGivesNothing() {
        #expect(AccessAnalysis.difference(from: Example.side(), to: Example.side(), at: now).isEmpty)
    }

    @Test func listsAndTargetsMeetGlobByGlob() {
        #expect(gained([policy("a", bound(rule("x", "allow", "tool:**")))]) == ["git/*", "clock/now"])
        #expect(gained([policy("a", bound(rule("x", "allow", "tool:git/git_log")))]) == ["git/git_log"])
        #expect(gained([policy("a", bound(rule("x", "allow", "tool:*/git_log")))]) == ["*/git_log and git/*"])
        #expect(gained([policy("a", bound(rule("x", "allow", "tool:hub/*")))]).isEmpty)
        #expect(gained([policy("a", bound(rule("x", "allow", "resource:git/*")))]).isEmpty)
    }

    @Test func bindingsNarrowAndMark() {
        let all = rule("x", "allow", "tool:**")
        func with(_ binding: String) -> [String] { gained([policy("a", bound(all, to: binding))]) }
        #expect(with(#"{"scope": "connection", "id": "git"}"#) == ["git/*"])
        #expect(with(#"{"scope": "tool", "id": "git/git_*"}"#) == ["git/git_*"])
        #expect(with(#"{"scope": "team", "id": "night-watch"}"#) == ["git/*", "clock/now"])
        #expect(with(#"{"scope": "role", "id": "doctor"}"#) == ["git/*", "clock/now"])
        #expect(with(#"{"scope": "role", "id": "nurse"}"#).isEmpty)
        #expect(with(#"{"scope": "agent", "id": "other"}"#).isEmpty)
        #expect(with(#"{"scope": "env", "id": "dev"}"#).isEmpty)
        #expect(
            with(#"{"scope": "user", "id": "anna"}"#) == [
                "git/* only when requested by user:anna", "clock/now only when requested by user:anna",
            ])
        #expect(with(#"{"scope": "user", "id": "service-account:sa-repo"}"#) == ["git/*", "clock/now"])
        #expect(
            with(#"{"scope": "role", "id": "membership:owner"}"#)
                == [
                    "git/* only when requested by membership:owner",
                    "clock/now only when requested by membership:owner",
                ])
    }

    @Test func denialsTakeAwayWhatTheyCover() {
        let allow = policy("a", bound(rule("x", "allow", "tool:**")))
        func with(_ deny: String, _ priority: Int) -> [String] {
            gained([allow, policy("d", bound(deny, to: #"{"scope": "org", "id": "acme", "priority": \#(priority)}"#))])
        }
        #expect(with(rule("d", "deny", "tool:git/**"), 100) == ["clock/now"])
        #expect(with(rule("d", "deny", "tool:git/**"), 101) == ["git/*", "clock/now"])
        #expect(with(rule("d", "deny", "tool:git/git_push"), 100) == ["git/* unless d#d (git/git_push)", "clock/now"])
        #expect(
            with(rule("d", "deny", "tool:git/**", #", "conditions": {"arguments": {"/f": {"equals": true}}}"#), 0)
                == ["git/* unless d#d (arguments /f is true)", "clock/now"])
        #expect(with(rule("d", "deny", "tool:git/**", #", "conditions": {"environment": "dev"}"#), 0).count == 2)
        #expect(with(rule("d", "deny", "tool:**", #", "conditions": {"moon": "full"}"#), 0).isEmpty)
    }

    @Test func anApprovalOfEqualPriorityIsShared() {
        let approval = #", "requires": {"approval": {"approvers": ["user:ben"]}}"#
        let both = [policy("a", bound(rule("x", "allow", "tool:git/**", approval), rule("y", "allow", "tool:git/*")))]
        #expect(Set(gained(both)) == ["git/* with approval"])
    }

    @Test func whoIsOffMayNothing() {
        for agent in [
            Example.agent(isEnabled: false), Example.agent(scopes: ["task.execute"]), Example.agent(expiresAt: now),
        ] {
            #expect(AccessAnalysis.difference(from: nobody, to: Example.side(agents: [agent]), at: now).isEmpty)
        }
        let difference = AccessAnalysis.difference(
            from: Example.side(), to: Example.side(agents: [Example.agent(isEnabled: false)]), at: now)
        #expect(difference.lost.count == 3 && difference.gained.isEmpty)
    }

    @Test func aWiderGrantHidesWhatItCovers() {
        let narrow = [policy("a", bound(rule("x", "allow", "tool:git/git_log")))]
        let wide = [policy("b", bound(rule("y", "allow", "tool:git/*")))]
        let agents = [Example.agent(tools: ["git/*"])]
        let difference = AccessAnalysis.difference(
            from: Example.side(narrow, agents: agents), to: Example.side(wide, agents: agents), at: now)
        #expect(difference.gained.map(\.target) == ["git/*"] && difference.lost.isEmpty)
    }

    @Test func aChangedConditionIsLostAndGained() {
        let agents = [Example.agent(tools: ["git/*"])]
        func side(_ max: Int) -> AccessSide {
            let conditions = #", "conditions": {"arguments": {"/n": {"max": \#(max)}}}"#
            return Example.side([policy("a", bound(rule("x", "allow", "tool:git/*", conditions)))], agents: agents)
        }
        let difference = AccessAnalysis.difference(from: side(5), to: side(50), at: now)
        #expect(difference.gained.count == 1 && difference.lost.count == 1)
    }

    @Test func aChangedDeclarationOfAToolCounts() {
        var tools = Example.tools
        tools["git-ro/git_show"]?.risk = .high
        tools["clock/get_current_time"]?.traits = [.outbound]
        let difference = AccessAnalysis.difference(from: Example.side(), to: Example.side(tools: tools), at: now)
        #expect(difference.lost.map(\.target) == ["git-ro/git_show", "clock/get_current_time"])
    }

    @Test func whoCanAnswersForAGlob() throws {
        let found = try #require(AccessAnalysis.whoCan(.toolInvoke, "tool:git-ro/*", in: Example.side(), at: now))
        #expect(found.map(\.target) == ["git-ro/git_log", "git-ro/git_show"])
        #expect(AccessAnalysis.whoCan(.toolInvoke, "[", in: Example.side(), at: now) == nil)
    }

    @Test func grantsAgreeWithDecisions() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("access seed: \(seed)")
        var random = RandomPolicies(seed: seed)
        var certain = 0
        var allowed = 0
        for _ in 0..<80 {
            let documents = random.documents(6)
            for _ in 0..<30 {
                var request = random.request()
                guard request.environment.name == "prod", let facts = request.agent else { continue }
                request.subject.serviceAccount = nil
                if request.target.kind != .tool { request.tool = ToolFacts() }
                let agent = AccessSide.Agent(
                    key: ObjectKey(kind: "Agent", organization: "acme", environment: "prod", name: facts.name),
                    facts: facts, environment: request.environment,
                    grant: .init(name: facts.name, isEnabled: true, tools: ["**"]))
                let declared = request.target.kind == .tool ? [request.target.address: request.tool] : [:]
                let side = AccessSide(
                    policies: PolicySet(compiling: documents) { _ in nil }, agents: [agent],
                    tools: [agent.key.scope: declared])
                let grants = try #require(
                    AccessAnalysis.whoCan(request.action, request.target.text, in: side, at: now))
                let isAllowed = side.policies.decide(request).isAllowed
                allowed += isAllowed ? 1 : 0
                #expect(!isAllowed || !grants.isEmpty, "seed \(seed): allowed, and no grant says so: \(request)")
                if let sure = grants.first(where: \.isUnconditional) {
                    certain += 1
                    #expect(isAllowed, "seed \(seed): \(sure) and yet denied: \(request)")
                }
            }
        }
        #expect(certain > 10 && allowed > 50, "\(certain) \(allowed)")
    }
}
