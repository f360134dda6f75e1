import ReeveJSON
import Testing

@Suite struct JSONPointerTests {
    /// The table of RFC 6901, section 5.
    @Test func resolvesTheSamplesOfTheRFC() throws {
        let document = try JSONParser.parse(#"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8," ":7}"#)
        let table: [(String, JSONValue)] = [
            ("", document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/m~0n", 8),
            ("/ ", 7),
        ]
        for (text, value) in table {
            let pointer = try #require(JSONPointer(text))
            #expect(pointer.resolve(in: document) == value)
            #expect(pointer.description == text)
        }
        #expect(JSONPointer("foo") == nil)
        #expect(JSONPointer("/~2") == nil)
        #expect(JSONPointer("/foo/00")?.resolve(in: document) == nil)
        #expect(JSONPointer("/foo/2")?.resolve(in: document) == nil)
    }
}
