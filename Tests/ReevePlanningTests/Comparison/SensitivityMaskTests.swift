import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct SensitivityMaskTests {
    @Test func plantedSecretIsInNoOutput() throws {
        let plan = try Sample.richPlan()
        for text in [
            plan.json().canonicalText, PlanTextRenderer(showsDetails: true).render(plan),
            PlanMarkdownRenderer().render(plan), PlanDiffRenderer().render(plan),
        ] {
            #expect(!text.contains(Sample.planted))
            #expect(text.contains("env:NEW"))
        }
    }
}
