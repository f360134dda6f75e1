import ReeveTemplate
import TestSupport
import Testing

@Suite struct TemplateChoiceTests {
    /// All six places, each naming a template of its own where its level is set.
    private func candidates(set: Set<TemplateCandidate.Level>) -> [TemplateCandidate] {
        func template(_ level: TemplateCandidate.Level) -> String? { set.contains(level) ? "t-\(level)" : nil }
        return [
            .agent("triage", "acme/prod/Agent/triage", template: template(.agent)),
            .role("doctor", "acme/Role/doctor", template: template(.role)),
            .teamType("night", role: "doctor", at: 1, "acme/TeamType/night", template: template(.teamType)),
            .team("night-watch", role: "doctor", "acme/prod/Team/night-watch", template: template(.team)),
            .member(
                "triage", at: 0, role: "doctor", ofTeam: "night-watch", "acme/prod/Team/night-watch",
                template: template(.member)),
            .item("summary", at: 2, of: "acme/prod/Batch/health", template: template(.item)),
        ]
    }

    @Test func theFirstPlaceThatNamesOneDecides() {
        var levels = Set(TemplateCandidate.Level.allCases)
        for level in TemplateCandidate.Level.allCases {
            let choice = TemplateChoice(among: candidates(set: levels).shuffled())
            #expect(choice.template == "t-\(level)")
            for candidate in choice.candidates {
                let expected: TemplateChoice.Outcome =
                    candidate.level < level ? .notSet : candidate.level == level ? .chosen : .overridden
                #expect(choice.outcome(of: candidate) == expected)
            }
            levels.remove(level)
        }
        let none = TemplateChoice(among: candidates(set: levels))
        #expect(none.chosen == nil && none.template == nil && none.source == nil)
    }

    static let places: [Named<(TemplateCandidate.Level, String, String)>] = [
        Named("item", (.item, "item 'summary'", "acme/prod/Batch/health#/items/2/task/template")),
        Named(
            "member",
            (
                .member, "member 'triage' of team 'night-watch', role 'doctor'",
                "acme/prod/Team/night-watch#/members/0/template"
            )),
        Named("team", (.team, "team 'night-watch', role 'doctor'", "acme/prod/Team/night-watch#/templates/doctor")),
        Named("team type", (.teamType, "team type 'night', role 'doctor'", "acme/TeamType/night#/roles/1/template")),
        Named("role", (.role, "role 'doctor'", "acme/Role/doctor#/template")),
        Named("agent", (.agent, "agent 'triage'", "acme/prod/Agent/triage#/template")),
    ]

    @Test(arguments: places) func aPlaceIsNamedWithItsField(place: Named<(TemplateCandidate.Level, String, String)>) {
        let (level, words, path) = place.value
        let choice = TemplateChoice(among: candidates(set: [level]))
        #expect(choice.source == words)
        #expect(choice.chosen?.path == path)
    }

    @Test func aPlaceThatTheTaskLacksNeverDecides() {
        let choice = TemplateChoice(among: [
            .agent("triage", "acme/prod/Agent/triage", template: "t"), .absent(.team, because: "the task has no team"),
        ])
        #expect(choice.candidates.map(\.place) == ["the task has no team", "agent 'triage'"])
        #expect(choice.candidates.map { choice.outcome(of: $0) } == [.absent, .chosen])
    }
}
