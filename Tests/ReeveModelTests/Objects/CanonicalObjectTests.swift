import ReeveJSON
import ReeveModel
import Testing

@Suite struct CanonicalObjectTests {
    private let object = CanonicalObject([
        "a": "plain", "b": "with \"quotes\" and \\", "c": [1, ["x": .null]], "d": "", "e": 4,
    ])

    @Test func membersAreReadOneByOne() {
        #expect(object["a"] == "plain" && object["b"] == "with \"quotes\" and \\" && object["d"] == "")
        #expect(object["c"] == [1, ["x": .null]] && object["e"] == 4)
        #expect(object["f"] == nil && !object.has("f") && object.has("d"))
        #expect(object.string("b") == "with \"quotes\" and \\" && object.string("e") == nil)
        #expect(object.raw("c").map { String(decoding: $0, as: UTF8.self) } == #"[1,{"x":null}]"#)
    }

    @Test func membersAreAddedAndReplacedInTheirPlaces() {
        let changed = object.setting(["0": 1, "c": true, "cc": "new", "z": []])
        #expect(
            changed.text
                == #"{"0":1,"a":"plain","b":"with \"quotes\" and \\","c":true,"cc":"new","d":"","e":4,"z":[]}"#)
        #expect(changed["cc"] == "new" && changed["e"] == 4 && changed["z"] == [])
        #expect(CanonicalObject([:]).setting([:]).text == "{}")
        #expect(CanonicalObject([:]).setting(["a": 1]).text == #"{"a":1}"#)
    }
}
