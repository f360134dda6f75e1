import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct HistoryRendererTests {
    @Test func historyIsATable() {
        let draft = RevisionDraft(
            set: "s", planID: ModelStore.id, planDigest: ContentDigest.of([1]), actor: "os:me@host",
            counts: "{\"create\":3,\"delete\":1}")
        let text = HistoryRenderer().render([Revision(serial: 4, draft: draft, appliedAt: Timestamp(microseconds: 0))])
        #expect(text.contains("4       1970-01-01T00:00:00Z  s    os:me@host  nobody    +3 -1"))
        #expect(HistoryRenderer().render([]) == "No revisions.\n")
    }
}
