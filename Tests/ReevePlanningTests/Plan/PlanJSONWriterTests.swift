import ReeveJSON
import ReeveModel
import ReevePlanning
import ReeveStore
import Testing

@Suite struct PlanJSONWriterTests {
    /// The writer goes by hand through the members; their order is what the plan digest and every reader rely on.
    @Test func whatIsWrittenPieceByPieceIsCanonical() throws {
        let sealed = try Sample.richPlan().sealed
        for form in [Plan.JSONForm.shown, .saved] {
            var bytes: [UInt8] = []
            sealed.write(form) { bytes += $0 }
            let text = String(decoding: bytes, as: UTF8.self)
            let value = try JSONParser.parse(text)
            #expect(text.split(separator: "\n").joined() == value.canonicalText)
            // A line for each change, and one for what stands before them.
            #expect(text.split(separator: "\n").count == sealed.plan.changes.count + 1)
        }
    }
}
