internal import ReeveJSON
internal import ReeveStore

/// What stands between an attempt and the world: a recorder that keeps a copy of what is said, or a player that says what
/// was kept. All else of an attempt is the same code with either, and without.
package enum Tape: Sendable {
    case recorder(Recorder)
    case player(Player)

    var isPlaying: Bool {
        switch self {
        case .recorder: false
        case .player: true
        }
    }

    /// The time of the world; in a replay that of the lane.
    var now: Timestamp {
        switch self {
        case .recorder(let recorder): recorder.now
        case .player(let player): RecordingLane.current?.now ?? player.recording.manifest.submittedAt
        }
    }

    /// The lane of an attempt. It begins now; in a replay it begins when it began.
    func begin(_ claimed: ClaimedRun, at now: Timestamp) async -> RecordingLane {
        switch self {
        case .recorder(let recorder): recorder.begin(claimed, at: now)
        case .player(let player): await player.begin(claimed, at: now)
        }
    }

    /// Writes what the lane has recorded. A failure is kept, and told at the end of the recording.
    func end(_ lane: RecordingLane) async {
        switch self {
        case .recorder(let recorder): await recorder.end(lane)
        case .player(let player): player.end(lane)
        }
    }

    /// Asks the world and keeps the answer, or takes the answer from the recording.
    ///
    /// - Parameters:
    ///   - request: not redacted yet.
    ///   - encode: the answer as it is kept, not redacted yet; nil where it is not kept.
    /// - Throws: ``ReplayMiss``; what `decode` and `live` throw.
    func exchange<Answer: Sendable>(
        _ kind: RecordedExchange.Kind, with target: String, request: JSONValue,
        encode: (Result<Answer, any Error>) -> RecordedExchange.Answer?,
        decode: (RecordedExchange.Answer) throws -> Answer, live: () async throws -> Answer
    ) async throws -> Answer {
        guard let lane = RecordingLane.current else {
            if isPlaying { throw ReplayMiss("only attempts of runs ask in a replay") }
            return try await live()
        }
        switch self {
        case .player(let player):
            let exchange = try player.take(kind, with: target, request: request, in: lane)
            lane.advance(to: exchange.answeredAt)
            return try decode(exchange.answer)
        case .recorder(let recorder):
            let result: Result<Answer, any Error>
            do {
                result = .success(try await live())
            } catch {
                result = .failure(error)
            }
            let sentAt = lane.now
            lane.advance(to: recorder.now)
            if let answer = encode(result) {
                recorder.note(kind, with: target, request: request, answer: answer, sentAt: sentAt, in: lane)
            }
            return try result.get()
        }
    }
}
