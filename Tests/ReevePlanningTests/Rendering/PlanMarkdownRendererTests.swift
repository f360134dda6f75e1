import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanMarkdownRendererTests {
    @Test func markupInValuesIsNoMarkup() {
        let object = Sample.object("Limit", "l", ["onExceeded": "wait"], file: "a|<b>.yaml")
        #expect(PlanMarkdownRenderer().render(ModelStore().plan([object])).contains("a\\|&lt;b&gt;.yaml:1"))
    }
}
