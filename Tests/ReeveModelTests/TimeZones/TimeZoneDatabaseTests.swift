import Glibc
import ReeveJSON
import Testing

@testable import ReeveModel

struct TimeZoneDatabaseTests {
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
}
