import ReeveJSON
import Testing

@testable import ReeveModel

@Suite struct PosixTimeZoneTests {
    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    @Test func posixStringsAreReadStrictly() {
        for text in [
            "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "EST5EDT,0/0,J365/25",
            "IST-2IDT,M3.4.4/26,M10.5.0", "XXX+23:59:59", "AAA3BBB,J60/-167,300/167:59:59",
        ] {
            #expect(PosixTimeZone(text) != nil, "\(text)")
        }
        for text in [
            "", "CET", "C-1", "CET-1CEST", "CET-25", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J5", "CET-1CEST,366,J5", "<+03-3",
            "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1:60", "CET--1",
            String(repeating: "A", count: 300) + "0",
        ] {
            #expect(PosixTimeZone(text) == nil, "\(text)")
        }
    }

    @Test func daylightSavingAllYearHasNoSeam() throws {
        let zone = try #require(PosixTimeZone("EST5EDT,0/0,J365/25"))
        for text in ["2030-01-01T04:59:59Z", "2030-01-01T05:00:00Z", "2030-12-31T23:59:59Z", "2030-07-01T00:00:00Z"] {
            #expect(zone.type(at: try at(text).microseconds / 1_000_000).abbreviation == "EDT", "\(text)")
        }
    }

    @Test func hoursMayReachIntoOtherDays() throws {
        // Godthåb until 2023: Saturday before the last Sunday of March, at 22:00.
        let zone = try #require(PosixTimeZone("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"))
        #expect(zone.type(at: try at("2030-03-31T00:59:59Z").microseconds / 1_000_000).offset == -10_800)
        #expect(zone.type(at: try at("2030-03-31T01:00:00Z").microseconds / 1_000_000).offset == -7_200)
    }

    @Test func julianDaysNeverCountLeapDays() throws {
        let zone = try #require(PosixTimeZone("AAA0BBB,J60/0,J61/0"))
        for year in ["2027", "2028"] {
            #expect(zone.type(at: try at("\(year)-03-01T12:00:00Z").microseconds / 1_000_000).isDaylightSaving)
            #expect(!zone.type(at: try at("\(year)-02-28T12:00:00Z").microseconds / 1_000_000).isDaylightSaving)
        }
        let counted = try #require(PosixTimeZone("AAA0BBB,59/0,60/0"))
        #expect(counted.type(at: try at("2028-02-29T12:00:00Z").microseconds / 1_000_000).isDaylightSaving)
    }
}
