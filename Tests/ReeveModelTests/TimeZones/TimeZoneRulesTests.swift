import Glibc
import ReeveJSON
import Testing

@testable import ReeveModel

@Suite struct TimeZoneRulesTests {
    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    private static let hasZones = access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0

    @Test(.enabled(if: hasZones, "no tzdata"))
    func aGapHasNoInstantAndAFoldHasTwo() throws {
        let zone = try TimeZoneDatabase().rules(named: "Europe/Berlin")
        // 2050 lies behind the table, so the footer answers there.
        for year in ["2026", "2050"] {
            let spring = year == "2026" ? "29" : "27"
            let autumn = year == "2026" ? "25" : "30"
            #expect(zone.instants(ofWallClock: try at("\(year)-03-\(spring)T02:30:00Z").fields) == .gap)
            #expect(
                zone.instants(ofWallClock: try at("\(year)-10-\(autumn)T02:30:00Z").fields)
                    == .fold(
                        earlier: try at("\(year)-10-\(autumn)T00:30:00Z"),
                        later: try at("\(year)-10-\(autumn)T01:30:00Z")))
            #expect(
                zone.instants(ofWallClock: try at("\(year)-10-\(autumn)T03:00:00Z").fields)
                    == .one(try at("\(year)-10-\(autumn)T02:00:00Z")))
        }
    }
}
