import Testing

@testable import ReeveAudit

/// The outline of an entry, read without a parse.
@Suite struct RawMembersTests {
    /// Keys and values as they stand; nil where the text is not one object.
    private func members(_ text: String) -> [String]? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { buffer in
            var found: [String] = []
            let isObject = RawMembers.scan(buffer) { key, value in
                found.append(
                    String(decoding: bytes[key], as: UTF8.self) + "=" + String(decoding: bytes[value], as: UTF8.self))
            }
            return isObject ? found : nil
        }
    }

    @Test func membersAreGivenAsTheyStand() {
        #expect(members("{}") == [] && members(" { } ") == [])
        #expect(members(#"{"a":1,"b":"x"}"#) == ["a=1", #"b="x""#])
        #expect(members(#" { "a" : [1, {"b": "]}"}] , "c":null } "#) == [#"a=[1, {"b": "]}"}]"#, "c=null"])
        #expect(members(#"{"a\"b":"\\","é":"\"}"}"#) == [#"a\"b="\\""#, #"é="\"}""#])
        #expect(members(#"{"a":1,"a":2}"#) == ["a=1", "a=2"])
    }

    @Test(arguments: [
        "", "[]", "1", "{", "{}x", #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{a:1}"#,
        #"{"a":"x}"#, #"{"a":[1}"#, #"{"a\"#, "{\n}",
    ])
    func whatIsNotOneObjectIsRefused(text: String) { #expect(members(text) == nil) }

    private func integer(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBufferPointer { RawMembers.integer($0, 0..<$0.count) }
    }

    @Test func integersHaveOneFormAndABound() {
        #expect(integer("0") == 0 && integer("42") == 42 && integer("9007199254740990") == 9_007_199_254_740_990)
        for text in ["", "-1", "+1", "01", "1.0", "1e3", " 1", "x", "9007199254740993", "12345678901234567"] {
            #expect(integer(text) == nil, "\(text)")
        }
    }
}
