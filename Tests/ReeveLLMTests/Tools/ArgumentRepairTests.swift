import ReeveJSON
import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ArgumentRepairTests {
    static let repaired: [Named<(text: String, object: JSONObject)>] = [
        Named("an open string", (#"{"a":"b"#, ["a": "b"])),
        Named("open brackets", (#"{"a":[1,{"b":[2"#, ["a": [1, ["b": [2]]]])),
        Named("a fence", ("```json\n{\"a\":1}\n```", ["a": 1])),
        Named("words around", (#"Sure! {"a":1} is it {"b":2}"#, ["a": 1])),
        Named("commas before brackets", (#"{"a":[1,2, ],}"#, ["a": [1, 2]])),
        Named("a comma at the end", (#"{"a":1, "#, ["a": 1])),
        Named("a name without its value", (#"{"a":1,"b":"#, ["a": 1])),
        Named("half of a name", (#"{"a":1,"b"#, ["a": 1])),
        Named("a name alone", (#"{"a""#, [:])),
        Named("an open object", ("{", [:])),
        Named("a line end in a string", ("{\"a\":\"b\nc\td\"}", ["a": "b\nc\td"])),
        Named("half of an escape", (#"{"a":"b\"#, ["a": "b"])),
        Named("half of a code point", (#"{"a":"b\u00e"#, ["a": "b"])),
        Named("a backslash before u", (#"{"a":"b\\u00"#, ["a": #"b\u00"#])),
        Named("brackets in a string", (#"{"a":"}]{","b":[1"#, ["a": "}]{", "b": [1]])),
        Named("a quote in a string", (#"{"a":"\"","b":"x"#, ["a": "\"", "b": "x"])),
    ]

    @Test(arguments: repaired) func brokenTextIsRepaired(example: Named<(text: String, object: JSONObject)>) throws {
        let read = try #require(ArgumentRepair.read(example.value.text))
        #expect(read.arguments == example.value.object)
        #expect(read.isRepaired)
        #expect(ArgumentRepair.read(example.value.text, mayRepair: false) == nil)
    }

    @Test func whatIsAnObjectIsReadAsItIs() throws {
        for text in ["", " \n", "{}"] {
            let read = try #require(ArgumentRepair.read(text))
            #expect(read.arguments.isEmpty)
            #expect(!read.isRepaired)
        }
        #expect(ArgumentRepair.read(#"{"a":1.50}"#)?.arguments["a"]?.writtenText == "1.50")
    }

    @Test func nothingIsMadeUp() {
        let texts = [
            "null", "[1]", "\"text\"", "7", "no object", #"{"a":tru"#, #"{"a":1.}"#, #"{"a":1]"#, #"{a:1}"#,
            #"{"a" 1}"#, #"{"a":}"#,
            #"{"a":1,"a":2}"#, #"{"a":,}x"#, #"{'a':1}"#, #"{"a":1,,"b":2}"#,
        ]
        for text in texts { #expect(ArgumentRepair.read(text) == nil, "\(text)") }
    }

    /// Whatever is cut off at the end of an object, what is read of it was there.
    @Test func everyBeginningOfAnObjectGivesAPartOfIt() throws {
        let written =
            #"{"list":[1,-2.5,true,{"deep":{"er":null}}],"path":"/srv/größe \"x\" \\ \n","text":"a,b:{c}[d]"}"#
        let whole = try JSONParser.parse(written)
        let text = Array(written)
        for count in 1...text.count {
            guard let read = ArgumentRepair.read(String(text[..<count])) else { continue }
            #expect(isPart(.object(read.arguments), of: whole), "\(String(text[..<count]))")
        }
        #expect(ArgumentRepair.read(String(text))?.arguments == whole.object)
    }

    private func isPart(_ part: JSONValue, of whole: JSONValue) -> Bool {
        switch (part, whole) {
        case (.object(let some), .object(let all)):
            some.allSatisfy { member in all[member.key].map { isPart(member.value, of: $0) } ?? false }
        case (.array(let some), .array(let all)):
            some.count <= all.count && zip(some, all).allSatisfy { isPart($0, of: $1) }
        case (.string(let some), .string(let all)): all.hasPrefix(some)
        // A number that was cut is a shorter one.
        case (.number(let some), .number(let all)): all.canonicalText.hasPrefix(some.canonicalText)
        default: part == whole
        }
    }

    @Test func hostileTextTakesTimeInProportionToItsLength() {
        let texts = [
            String(repeating: "{\"a\":", count: 200_000), String(repeating: "[", count: 1_000_000),
            "{\"a\":" + String(repeating: "\\", count: 1_000_000), "{" + String(repeating: ",", count: 1_000_000),
            "{\"a\":1" + String(repeating: " ", count: 1_000_000), String(repeating: "{}", count: 500_000),
        ]
        let clock = ContinuousClock()
        let time = clock.measure { for text in texts { _ = ArgumentRepair.read(text) } }
        #expect(time < .seconds(60))
    }
}
