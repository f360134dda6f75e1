import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct LineDiffTests {
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
}

extension String {
    fileprivate func replacingLine(_ old: String, with new: String) -> String {
        split(separator: "\n").map { $0 == old ? new : String($0) }.joined(separator: "\n") + "\n"
    }
}
