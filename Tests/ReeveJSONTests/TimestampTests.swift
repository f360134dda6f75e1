import ReeveJSON
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
        ("2026-11-23T22:40:00+01:00", "2026-11-23T21:40:00.000000Z"),
        ("2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.123456Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
    ])
    func readsAndWritesRFC3339(text: String, written: String) throws {
        #expect(try #require(Timestamp(text)).description == written)
    }

    @Test(arguments: [
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.Z",
    ])
    func refusesWhatIsNoInstant(text: String) { #expect(Timestamp(text) == nil) }
}
