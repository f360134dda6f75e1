import ReeveJSON
import ReeveRedaction
import TestSupport
import Testing

@Suite struct RedactorTests {
    @Test func linesAreRedactedTogetherAndCutAfterwards() {
        let redactor = Redactor(knownSecrets: ["one-half-and-other-half"])
        let long = String(repeating: "x", count: 10) + "one-half-and-other-half"
        #expect(redactor.redact(lines: ["a", long], last: 1, cutTo: 14) == ["xxxxxxxxxx[red..."])
        let pem = ["-----BEGIN " + "PRIVATE KEY-----", "abcd", "efgh", "-----END " + "PRIVATE KEY-----", "after"]
        #expect(redactor.redact(lines: pem, last: 20, cutTo: 500) == ["[redacted:private-key]", "after"])
    }

    @Test func overlappingFindingsLeaveNoRest() {
        let token = "ghp_" + String(repeating: "a1", count: 18)
        let tail = String(token.suffix(8)) + "-tail"
        let redactor = Redactor(knownSecrets: [tail, "abcdef", "defghi", "abcdefghijkl"])
        #expect(redactor.redact("x \(token)-tail y").text == "x [redacted:github-token] y")
        #expect(redactor.redact("abcdefghi!").text == "[redacted:known-secret]!")
        #expect(redactor.redact("abcdefghijkl!").text == "[redacted:known-secret]!")
    }

    @Test func jsonKeysValuesAndNumbersAreRedacted() throws {
        let redactor = Redactor(knownSecrets: ["hunter2hunter2", "hunter3hunter3", "12345678"])
        let value: JSONValue = [
            "hunter2hunter2": 1, "hunter3hunter3": 2, "list": ["a hunter2hunter2", 12_345_678, 1, true, .null],
            "password": "short", "passwordRef": ["fromSecret": "db"], "api-key": "", "tokens": "many",
        ]
        let (result, markers) = redactor.redact(value)
        #expect(
            result == [
                "[redacted:known-secret]": 1, "[redacted:known-secret]#2": 2,
                "list": ["a [redacted:known-secret]", "[redacted:known-secret]", 1, true, .null],
                "password": "[redacted:sensitive-field]", "passwordRef": ["fromSecret": "db"], "api-key": "",
                "tokens": "many",
            ])
        #expect(markers.counts == ["known-secret": 4, "sensitive-field": 1])
        #expect(redactor.redact(result).value == result)
        #expect(
            Redactor(redactsSensitiveFields: false).redact(["password": "short"] as JSONValue).value == [
                "password": "short"
            ])
    }

    private struct TicketMatcher: RedactionMatcher {
        let kind = "ticket"
        func ranges(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
            text.indices.filter { text[$0] == UInt8(ascii: "#") }.map { $0..<$0 + 3 }
        }
    }

    @Test func furtherMatchersTakePart() {
        let redactor = Redactor(matchers: [TicketMatcher()])
        #expect(redactor.redact("see #12 and #3").text == "see [redacted:ticket] and [redacted:ticket]")
    }

    @Test func markersAddUp() {
        var all = Redactor(knownSecrets: ["hunter2"]).redact("hunter2 hunter2").markers
        all.merge(Redactor().redact("Bearer abcdefgh12").markers)
        #expect(all.sorted.map { "\($0.kind)=\($0.count)" } == ["bearer=1", "known-secret=2"])
    }
}
