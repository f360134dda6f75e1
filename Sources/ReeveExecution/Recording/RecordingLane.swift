internal import ReeveJSON
internal import ReeveModel
internal import Synchronization

/// The work of one attempt while a recording is made or played: its own time, ids and numbers of exchanges.
///
/// The time of a lane moves only where the lane begins, where a call is sent, where an answer has come, and by what it
/// sleeps. A recording keeps those instants, so that its replay tells the same time whatever the machine does meanwhile,
/// and whatever else is worked on.
package final class RecordingLane: Sendable {
    /// The lane that the current task works in; nil outside of recordings.
    @TaskLocal package static var current: RecordingLane?

    private struct State {
        var now: Timestamp
        var random: SeededRandom
        /// Of ids alone, so that no id moves the jitter.
        var idRandom: SeededRandom
        var ids = ULID.Generator()
        var counts: [RecordedExchange.Kind: Int] = [:]
        /// Written since the lane began.
        var lines: [JSONValue] = []
        var bytes = 0
        /// What is played: of this attempt, in the order of the recording.
        var exchanges: [RecordedExchange] = []
        var isPlayed: [Bool] = []
    }

    let place: RunPlace
    let attempt: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - seed: of the whole recording; the lane's place and attempt are mixed in.
    ///   - counts: how many exchanges of each kind an earlier lane of the same attempt has had.
    init(
        place: RunPlace, attempt: Int, now: Timestamp, seed: ContentDigest,
        counts: [RecordedExchange.Kind: Int] = [:], exchanges: [RecordedExchange] = []
    ) {
        self.place = place
        self.attempt = attempt
        let own = ContentDigest.of([
            .string(seed.description), .string(place.item), .string(place.cell), JSONValue(attempt),
            JSONValue(counts.values.reduce(0, +)),
        ])
        var initial = State(
            now: now, random: SeededRandom(own), idRandom: SeededRandom(ContentDigest.of(own.bytes)), counts: counts,
            exchanges: exchanges)
        initial.isPlayed = exchanges.map { $0.ordinal <= counts[$0.kind, default: 0] }
        state = Mutex(initial)
    }

    // MARK: Time and chance

    var now: Timestamp { state.withLock { $0.now } }

    /// Time never goes back in a lane.
    func advance(to instant: Timestamp) { state.withLock { $0.now = max($0.now, instant) } }

    func nextID() -> ULID {
        state.withLock { state in
            let now = state.now
            return state.ids.next(at: now, using: &state.idRandom)
        }
    }

    func withGenerator<T>(_ body: (inout any RandomNumberGenerator) -> T) -> T {
        state.withLock { state in
            var generator: any RandomNumberGenerator = state.random
            let result = body(&generator)
            state.random = generator as? SeededRandom ?? state.random
            return result
        }
    }

    // MARK: Recording

    /// The number of the next exchange of a kind.
    func nextOrdinal(_ kind: RecordedExchange.Kind) -> Int {
        state.withLock { state in
            state.counts[kind, default: 0] += 1
            return state.counts[kind, default: 0]
        }
    }

    var counts: [RecordedExchange.Kind: Int] { state.withLock { $0.counts } }

    /// - Returns: the bytes that the lane holds by now.
    func add(_ line: JSONValue, bytes: Int) -> Int {
        state.withLock { state in
            state.lines.append(line)
            state.bytes += bytes
            return state.bytes
        }
    }

    func takeLines() -> [JSONValue] {
        state.withLock { state in
            defer { state.lines = [] }
            return state.lines
        }
    }

    // MARK: Playing

    enum Found {
        case exact(RecordedExchange)
        /// The recording has another question in this place.
        case other(RecordedExchange)
        case none
    }

    /// The exchange of the next number of its kind. It counts as played, whatever the caller makes of it.
    func play(_ kind: RecordedExchange.Kind, target: String, digest: ContentDigest) -> Found {
        state.withLock { state in
            state.counts[kind, default: 0] += 1
            let ordinal = state.counts[kind, default: 0]
            guard let index = state.exchanges.firstIndex(where: { $0.kind == kind && $0.ordinal == ordinal }) else {
                return .none
            }
            state.isPlayed[index] = true
            let exchange = state.exchanges[index]
            return exchange.target == target && exchange.digest == digest ? .exact(exchange) : .other(exchange)
        }
    }

    /// The first exchange that was not played yet.
    var next: RecordedExchange? {
        state.withLock { state in state.isPlayed.firstIndex(of: false).map { state.exchanges[$0] } }
    }

    /// The next exchange of a kind.
    func upcoming(_ kind: RecordedExchange.Kind) -> RecordedExchange? {
        state.withLock { state in
            let ordinal = state.counts[kind, default: 0] + 1
            return state.exchanges.first { $0.kind == kind && $0.ordinal == ordinal }
        }
    }
}
