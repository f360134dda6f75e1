import ReeveJSON
import Testing

@testable import ReeveLLM

@Suite struct RetryAfterTests {
    private let now = Timestamp("1994-11-06T08:49:00Z") ?? Timestamp(microseconds: 0)

    private func duration(_ text: String?, milliseconds: String? = nil) -> Duration? {
        RetryAfter.duration(milliseconds: milliseconds, retryAfter: text, now: now)
    }

    @Test func secondsAreRead() {
        #expect(duration("120") == .seconds(120))
        #expect(duration(" 1.5 ") == .milliseconds(1_500))
        #expect(duration("0") == .zero)
    }

    @Test func millisecondsGoFirst() {
        #expect(duration("9", milliseconds: "1500") == .milliseconds(1_500))
        #expect(duration("9", milliseconds: "soon") == .seconds(9))
    }

    @Test func allThreeFormsOfADateAreRead() {
        let dates = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        for date in dates { #expect(duration(date) == .seconds(37), "\(date)") }
        #expect(duration("Sun, 06 Nov 1994 08:48:00 GMT") == .zero)
    }

    @Test func aLongWishIsCapped() {
        #expect(duration("99999999999999999999999999") == RetryAfter.longest)
        #expect(duration("Sun, 06 Nov 2094 08:49:37 GMT") == RetryAfter.longest)
        #expect(duration(nil, milliseconds: String(repeating: "9", count: 400)) == RetryAfter.longest)
    }

    @Test func whatCannotBeReadIsNoWish() {
        let texts = [
            "", "-5", "soon", "1e9", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "nan", "::",
        ]
        for text in texts + [String(repeating: "9 ", count: 10_000)] {
            #expect(duration(text) == nil, "\(text.prefix(40))")
        }
        #expect(duration(nil) == nil)
    }
}
