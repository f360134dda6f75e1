import ReeveJSON

/// When a zone's clock changes, and to what: offsets, wall clocks and their instants.
///
///     let berlin = try TimeZoneDatabase().rules(named: "Europe/Berlin")
///     berlin.wallClock(at: now).hour
///
/// Before the first change the zone's first clock holds, as RFC 8536 says; after the last the rule of the file's
/// footer, or else the last clock.
package struct TimeZoneRules: Sendable, Hashable {
    package let name: String
    // INVARIANT (one clock a change): `transitions` ascend strictly, in seconds since the epoch, and each has its
    // index into `types` at the same place in `typeIndices`. `types` is never empty.
    let transitions: [Int64]
    let typeIndices: [UInt8]
    let types: [LocalTimeType]
    let footer: PosixTimeZone?
    /// Every offset that the zone ever has.
    private let offsets: [Int]

    /// Takes tables that obey the invariant; the file's reader checks it.
    init(name: String, transitions: [Int64], typeIndices: [UInt8], types: [LocalTimeType], footer: PosixTimeZone?) {
        precondition(!types.isEmpty && transitions.count == typeIndices.count, "INVARIANT (one clock a change)")
        self.name = name
        self.transitions = transitions
        self.typeIndices = typeIndices
        self.types = types
        self.footer = footer
        let last = footer.map { [$0.standard.offset] + ($0.daylight.map { [$0.type.offset] } ?? []) } ?? []
        offsets = Set(types.map(\.offset) + last).sorted()
    }

    /// Coordinated Universal Time, which needs no file.
    package static let utc = TimeZoneRules(
        name: "UTC", transitions: [], typeIndices: [], types: [LocalTimeType(offset: 0, abbreviation: "UTC")],
        footer: nil)

    /// The clock in effect at an instant.
    package func type(at instant: Timestamp) -> LocalTimeType { type(atSeconds: instant.wholeSeconds) }

    /// Seconds that the wall clock is ahead of UTC at an instant.
    package func offset(at instant: Timestamp) -> Int { type(at: instant).offset }

    /// What a clock on the wall shows at an instant.
    package func wallClock(at instant: Timestamp) -> CalendarFields {
        let seconds = instant.wholeSeconds
        return CalendarFields(secondsSinceEpoch: seconds + Int64(type(atSeconds: seconds).offset))
    }

    /// The instants at which a clock on the wall shows a time.
    package enum Instants: Sendable, Hashable {
        /// The clock jumps over this time.
        case gap
        case one(Timestamp)
        /// The clock shows this time twice.
        case fold(earlier: Timestamp, later: Timestamp)
    }

    /// The instants at which the wall clock shows these fields; the weekday is not looked at.
    package func instants(ofWallClock fields: CalendarFields) -> Instants {
        let days = CalendarFields.daysSinceEpoch(year: fields.year, month: fields.month, day: fields.day)
        let local = Int64(days) * 86_400 + Int64(fields.hour * 3_600 + fields.minute * 60 + fields.second)
        // An instant shows this time exactly if its own offset leads back to it, and a zone has few offsets.
        let found = offsets.map { local - Int64($0) }.filter { type(atSeconds: $0).offset == Int(local - $0) }.sorted()
        guard let first = found.first, let last = found.last else { return .gap }
        let earlier = Timestamp(wholeSeconds: first)
        return first == last ? .one(earlier) : .fold(earlier: earlier, later: Timestamp(wholeSeconds: last))
    }

    private func type(atSeconds seconds: Int64) -> LocalTimeType {
        guard let first = transitions.first, let last = transitions.last else {
            return footer?.type(at: seconds) ?? types[0]
        }
        if seconds < first { return types[0] }
        if seconds >= last, let footer { return footer.type(at: seconds) }
        var low = 0
        var high = transitions.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle } else { high = middle }
        }
        return types[Int(typeIndices[low])]
    }
}

extension Timestamp {
    /// The instant, or the last or first that there is where it lies beyond.
    fileprivate init(wholeSeconds: Int64) {
        let (product, overflowed) = wholeSeconds.multipliedReportingOverflow(by: 1_000_000)
        self.init(microseconds: overflowed ? (wholeSeconds < 0 ? .min : .max) : product)
    }

    /// Whole seconds since the epoch, rounded down.
    fileprivate var wholeSeconds: Int64 {
        let quotient = microseconds / 1_000_000
        return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
    }
}
