import ReeveJSON
import Testing

@Suite struct CanonicalJSONWriterTests {
    @Test func aWriterThatIsEmptiedOnTheWayKeepsItsCommas() {
        var writer = CanonicalJSONWriter()
        var out: [UInt8] = []
        writer.beginObject()
        writer.member("a", Int64(1))
        out += writer.take()
        writer.member("b", ["x", "y\""])
        out += writer.take()
        writer.key("c")
        out += writer.take()
        writer.beginArray()
        out += writer.take()
        for _ in 0..<2 {
            writer.separate()
            writer.write(.null)
            out += writer.take()
        }
        writer.endArray()
        writer.member("d", true)
        writer.endObject()
        out += writer.take()
        #expect(String(decoding: out, as: UTF8.self) == #"{"a":1,"b":["x","y\""],"c":[null,null],"d":true}"#)
    }
}
