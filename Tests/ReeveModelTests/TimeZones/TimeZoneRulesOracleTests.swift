import ReeveJSON
import ReeveModel
import TestSupport
import Testing

/// Compares offsets, names and wall clocks with Python's zoneinfo, which reads the same files.
struct TimeZoneRulesOracleTests {
    @Test(.enabled(if: Python.has("zoneinfo"), "python3 is not installed"))
    func everyZoneAgreesWithPythonAtRandomInstants() throws {
        let seed = UInt32.random(in: 0...UInt32.max)
        print("time zone seed: \(seed)")
        let script = """
            import random, zoneinfo, datetime as d
            zoneinfo.reset_tzpath(['/usr/share/zoneinfo'])
            random.seed(\(seed))
            lo = int(d.datetime(1900, 1, 1, tzinfo=d.timezone.utc).timestamp())
            hi = int(d.datetime(2200, 1, 1, tzinfo=d.timezone.utc).timestamp())
            for name in sorted(zoneinfo.available_timezones()):
                if name == 'localtime': continue
                zone = zoneinfo.ZoneInfo(name)
                for _ in range(40):
                    t = random.randint(lo, hi)
                    at = d.datetime.fromtimestamp(t, d.timezone.utc).astimezone(zone)
                    first = int(at.replace(fold=0).timestamp())
                    second = int(at.replace(fold=1).timestamp())
                    print(name, t, int(at.utcoffset().total_seconds()), at.tzname(), at.strftime('%Y-%m-%dT%H:%M:%S'),
                          min(first, second), max(first, second))
            """
        let lines = try #require(Python.run(script)).output.split(separator: "\n")
        #expect(lines.count > 10_000)
        var rules: [Substring: TimeZoneRules] = [:]
        var wrong: [String] = []
        for line in lines {
            let parts = line.split(separator: " ")
            guard parts.count == 7, let seconds = Int64(parts[1]), let first = Int64(parts[5]),
                let last = Int64(parts[6])
            else {
                wrong.append(String(line))
                continue
            }
            let zone = try rules[parts[0]] ?? TimeZoneDatabase().rules(named: String(parts[0]))
            rules[parts[0]] = zone
            let instant = Timestamp(microseconds: seconds * 1_000_000 + 999_999)
            let type = zone.type(at: instant)
            let clock = zone.wallClock(at: instant)
            let back: TimeZoneRules.Instants =
                first == last
                ? .one(Timestamp(microseconds: first * 1_000_000))
                : .fold(
                    earlier: Timestamp(microseconds: first * 1_000_000),
                    later: Timestamp(microseconds: last * 1_000_000))
            let isRight =
                String(type.offset) == parts[2] && type.abbreviation == parts[3] && clock.description == parts[4]
                && zone.instants(ofWallClock: clock) == back
            if !isRight { wrong.append("\(line) got \(type) \(clock)") }
        }
        #expect(rules.count > 400)
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.count) wrong, first \(wrong.prefix(5))")
    }
}
