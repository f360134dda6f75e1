import ReeveJSON
import Testing

@Suite struct JSONParserTests {
    @Test func readsEveryType() throws {
        let value = try JSONParser.parse(#" {"a":[null,true,false,-1.5e3,"x\u00e9\ud83d\ude00\/\n"],"b":{}} "#)
        #expect(value == ["a": [.null, true, false, -1500, "xé😀/\n"], "b": [:]])
    }

    @Test(arguments: [
        ("", JSONParseError.Code.unexpectedEnd, 0), ("[1,]", .unexpectedCharacter, 3),
        ("{\"a\":1,}", .unexpectedCharacter, 7),
        ("01", .invalidNumber, 0), ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0), ("1e", .invalidNumber, 0),
        ("+1", .unexpectedCharacter, 0), ("nul", .unexpectedEnd, 3), ("\"\\x\"", .invalidEscape, 1),
        ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\"", .loneSurrogate, 1),
        ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
        ("\"\u{01}\"", .controlCharacter, 1), ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateKey("a"), 0),
        ("1 2", .trailingText, 2),
        ("1e9999999999", .numberOutOfRange, 0), ("[\"abc", .unexpectedEnd, 5), ("\u{FEFF}1", .unexpectedCharacter, 0),
    ])
    func refusesWithCodeAndOffset(text: String, code: JSONParseError.Code, offset: Int) {
        #expect(throws: JSONParseError(code: code, offset: offset)) { try JSONParser.parse(text) }
    }

    @Test func refusesInvalidUTF8() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0x5C, 0x6E, 0xC3, 0x22],
        ] {
            #expect(throws: JSONParseError(code: .invalidUTF8, offset: 1)) { try JSONParser.parse(bytes) }
        }
    }

    @Test func depthIsCapped() throws {
        let deepest = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        _ = try JSONParser.parse(deepest)
        #expect(throws: JSONParseError(code: .tooDeep, offset: 128)) { try JSONParser.parse("[" + deepest + "]") }
        // A hostile text is refused at the cap, not after the stack is gone.
        #expect(throws: JSONParseError(code: .tooDeep, offset: 128)) {
            try JSONParser.parse(String(repeating: "[", count: 1_000_000))
        }
    }

    @Test func canonicalKeysAreOrderedByUTF16() throws {
        // The sample of RFC 8785, section 3.2.3: the emoji (a surrogate pair) comes before U+FB33.
        let value = try JSONParser.parse(
            #"{"\u20ac":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Smile","\u0080":"Control","\u00f6":"o"}"#
        )
        let order = try #require(value.object).map { $0.value.string }
        #expect(order == ["CR", "One", "Control", "o", "Euro", "Smile", "Dalet"])
    }

    @Test func textsThatOnlyNormalisationMakesEqualAreDifferent() throws {
        let value = try JSONParser.parse("{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value.object?.count == 2)
        #expect(value["\u{e9}"] == 1 && value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{e9}") != JSONValue.string("e\u{301}"))
    }

    @Test func canonicalBytesSurviveAParse() throws {
        let value: JSONValue = ["z": ["\u{0}\u{1f}\"\\\u{7f}é", 1], "a": .null]
        #expect(value.canonicalText == "{\"a\":null,\"z\":[\"\\u0000\\u001f\\\"\\\\\u{7f}é\",1]}")
        #expect(try JSONParser.parse(value.canonicalBytes) == value)
        #expect(try JSONParser.parse(value.prettyText) == value)
    }
}
