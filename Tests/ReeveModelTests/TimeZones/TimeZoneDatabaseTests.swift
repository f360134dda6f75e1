import Glibc
import ReeveJSON
import Testing

@testable import ReeveModel

struct TimeZoneTests {
    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    private static let hasZones = access("/usr/share/zoneinfo/Europe/Berlin", R_OK) == 0

    @Test func utcNeedsNoFiles() throws {
        let zone = try TimeZoneDatabase(root: "/nonexistent").rules(named: "UTC")
        #expect(zone.offset(at: try at("2026-11-23T22:40:00Z")) == 0)
        #expect(zone.type(at: try at("1800-01-01T00:00:00Z")).abbreviation == "UTC")
    }

    @Test(arguments: [
        "", "/etc/localtime", "../passwd", "Europe/../Berlin", "Europe//Berlin", "Europe/", ".", "a/.b",
        "Europe/Ber lin",
        "localtime", "posixrules", "Europe/Berlin\0", "Zürich", String(repeating: "a", count: 256),
    ])
    func aNameThatLeadsElsewhereIsRefused(name: String) {
        #expect(!TimeZoneDatabase.isValidName(name))
        #expect(throws: TimeZoneError(.invalidName, zone: name)) { try TimeZoneDatabase().rules(named: name) }
    }

    @Test(.enabled(if: hasZones, "no tzdata"))
    func whatIsNoZoneIsNotTakenForOne() {
        #expect(throws: TimeZoneError(.unknownZone, zone: "Mars/Base")) {
            try TimeZoneDatabase().rules(named: "Mars/Base")
        }
        #expect(throws: TimeZoneError(.unknownZone, zone: "Europe")) { try TimeZoneDatabase().rules(named: "Europe") }
        #expect(throws: TimeZoneError(.malformed, zone: "zone.tab", detail: "no TZif header")) {
            try TimeZoneDatabase().rules(named: "zone.tab")
        }
    }

    @Test(.enabled(if: access("/usr/share/zoneinfo/right/UTC", R_OK) == 0, "no zones with leap seconds"))
    func leapSecondsAreRefused() {
        #expect(throws: TimeZoneError(.leapSeconds, zone: "right/UTC")) {
            try TimeZoneDatabase().rules(named: "right/UTC")
        }
    }

    @Test(.enabled(if: access("/dev/null", F_OK) == 0))
    func aDeviceIsNotRead() {
        #expect(throws: TimeZoneError(.unreadable, zone: "null", detail: "no regular file")) {
            try TimeZoneDatabase(root: "/dev").rules(named: "null")
        }
        #expect(TimeZoneError(.unreadable, zone: "x").isRetryable)
    }

    @Test(.enabled(if: access("/usr/share/zoneinfo/tzdata.zi", R_OK) == 0, "no tzdata.zi"))
    func theEditionIsKnown() throws {
        let version = try #require(TimeZoneDatabase().version)
        #expect(version.hasPrefix("20") && version.utf8.count == 5)
        #expect(TimeZoneDatabase(root: "/nonexistent").version == nil)
    }

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
