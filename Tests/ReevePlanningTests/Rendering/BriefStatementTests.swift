import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct BriefStatementTests {
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
}
