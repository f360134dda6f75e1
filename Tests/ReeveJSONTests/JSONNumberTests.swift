import ReeveJSON
import TestSupport
import Testing

@Suite struct JSONNumberTests {
    /// Samples of RFC 8785, appendix B, and of ECMAScript's Number::toString.
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("5e-324", "5e-324"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ("9007199254740992", "9007199254740992"), ("295147905179352830000", "295147905179352830000"),
        ("9.999999999999997e22", "9.999999999999997e+22"), ("1e23", "1e+23"), ("1e21", "1e+21"),
        ("1e20", "100000000000000000000"),
        ("999999999999999900000", "999999999999999900000"), ("0.000001", "0.000001"), ("1e-7", "1e-7"),
        ("333333333.33333329", "333333333.3333333"), ("1.0", "1"), ("10e-1", "1"), ("100", "100"), ("-1.50", "-1.5"),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
    ])
    func canonicalTextIsTheShortestECMAScriptForm(written: String, canonical: String) throws {
        // 333333333.33333329 has one digit more than its double gives back, so it is the one that keeps its digits.
        let expected = written == "333333333.33333329" ? written : canonical
        #expect(try JSONParser.parse(written).canonicalText == expected)
    }

    @Test func numbersThatADoubleCannotTellApartStayDifferent() throws {
        let one = try JSONParser.parse("9007199254740993.5")
        let other = try JSONParser.parse("9007199254740993.25")
        #expect(one != other)
        #expect(one.canonicalText == "9007199254740993.5")
        #expect(ContentDigest.of(one) != ContentDigest.of(other))
        #expect(try JSONParser.parse("1e400").canonicalText == "1e+400")
    }

    @Test func spellingDoesNotMatterToEquality() throws {
        #expect(try JSONParser.parse("[1,1.0,1e0,10e-1]") == [1, 1, 1, 1])
        #expect(try JSONParser.parse("1") != .bool(true))
    }

    @Test func orderIsByExactValue() throws {
        let ascending = [
            "-1e400", "-10", "-9.5", "0", "1e-400", "0.1", "9007199254740993", "9007199254740993.1", "1e21", "1e400",
        ]
        let numbers = try ascending.map { try #require(JSONParser.parse($0).number) }
        for (left, right) in zip(numbers, numbers.dropFirst()) {
            #expect(left < right)
            #expect(!(right < left))
        }
    }

    @Test func doublesRoundTripThroughCanonicalText() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite, let number = JSONNumber(value) else { continue }
            let back = try #require(JSONParser.parse(number.canonicalText).number)
            #expect(back.double == value, "seed \(seed), value \(value)")
            #expect(back == number, "seed \(seed), value \(value)")
        }
    }

    @Test(arguments: ["2.0", "12345678901234567890123", "1e3", "1E+3", "-0.0", "0.10", "100000000000000000000"])
    func aNumberKeepsHowItWasWrittenBesideItsValue(text: String) throws {
        let number = try #require(JSONNumber(text))
        #expect(number.writtenText == text)
        let plain = try #require(JSONNumber(number.canonicalText))
        #expect(plain == number && number == plain)
        #expect(plain.hashValue == number.hashValue)
        #expect(!(plain < number) && !(number < plain))
        #expect(plain.canonicalText == number.canonicalText)
        #expect(number.isIntegral == plain.isIntegral && number.int64 == plain.int64 && number.double == plain.double)
        let value: JSONValue = ["a": [.number(number)]]
        #expect(value.writtenText == "{\"a\":[\(text)]}")
        #expect(value.canonicalText == "{\"a\":[\(number.canonicalText)]}")
        #expect(ContentDigest.of(value) == ContentDigest.of(["a": [.number(plain)]]))
    }
}
