internal import ReeveJSON
internal import ReeveModel
internal import ReeveRedaction
internal import ReeveStore
internal import Synchronization

/// Answers from a recording. It opens nothing but the recording's files.
package final class Player: Sendable {
    /// How an exchange is found among those of its attempt.
    package enum Match: String, Sendable, Hashable, CaseIterable {
        /// The number of its kind, and the digest of the request.
        case exact
        /// The number of its kind alone. An answer to another question is marked.
        case ordinal
    }

    private struct Key: Hashable {
        let place: RunPlace
        let attempt: Int
    }

    private struct State {
        var lanes: [Key: Int] = [:]
        var counts: [Key: [RecordedExchange.Kind: Int]] = [:]
        var inexact: [RunPlace: Int] = [:]
        var seed: ContentDigest?
    }

    package let recording: Recording
    private let match: Match
    private let secrets: SecretResolver
    private let state = Mutex(State())

    package init(_ recording: Recording, match: Match, secrets: SecretResolver) {
        self.recording = recording
        self.match = match
        self.secrets = secrets
    }

    /// How many answers each run has taken that were given to another question.
    package var inexact: [RunPlace: Int] { state.withLock { $0.inexact } }

    /// Runs the submission at the instant of the recorded one, with ids made of what is submitted.
    package func submitting<Result>(
        _ request: SubmissionRequest, _ body: () async throws -> Result
    ) async throws -> Result {
        state.withLock { $0.seed = recording.manifest.seed(of: request) }
        return try await RecordingLane.$current.withValue(recording.manifest.submissionLane(of: request)) {
            try await body()
        }
    }

    // MARK: Attempts

    func begin(_ claimed: ClaimedRun, at now: Timestamp) async -> RecordingLane {
        let key = Key(place: RunPlace(claimed.run), attempt: claimed.attempt)
        // The file was checked when the recording was opened. One that has changed since counts as having nothing.
        let lines = (try? await recording.lines(of: key.place)) ?? []
        var beginnings: [Timestamp] = []
        var exchanges: [RecordedExchange] = []
        for line in lines {
            switch line {
            case .beginning(key.attempt, let instant): beginnings.append(instant)
            case .exchange(let exchange) where exchange.attempt == key.attempt: exchanges.append(exchange)
            default: break
            }
        }
        let (number, counts, seed) = state.withLock { state in
            let number = state.lanes[key, default: 0]
            state.lanes[key] = number + 1
            return (number, state.counts[key, default: [:]], state.seed)
        }
        return RecordingLane(
            place: key.place, attempt: key.attempt,
            now: beginnings.indices.contains(number) ? beginnings[number] : now,
            seed: seed ?? recording.manifest.seed, counts: counts, exchanges: exchanges)
    }

    func end(_ lane: RecordingLane) {
        state.withLock { $0.counts[Key(place: lane.place, attempt: lane.attempt)] = lane.counts }
    }

    /// - Throws: ``ReplayMiss``.
    func take(
        _ kind: RecordedExchange.Kind, with target: String, request: JSONValue, in lane: RecordingLane
    ) throws(ReplayMiss) -> RecordedExchange {
        let digest = ContentDigest.of(secrets.redactor.redact(request).value)
        switch lane.play(kind, target: target, digest: digest) {
        case .exact(let exchange): return exchange
        case .other(let exchange):
            guard match == .ordinal else {
                throw ReplayMiss(
                    "\(kind.rawValue) \(exchange.ordinal) of attempt \(lane.attempt) asks '\(target)' for \(digest.short), and the recording has \(exchange.digest.short) to '\(exchange.target)'"
                )
            }
            state.withLock { $0.inexact[lane.place, default: 0] += 1 }
            return exchange
        case .none:
            let ordinal = lane.counts[kind, default: 0]
            throw ReplayMiss(
                "the recording has no \(kind.rawValue) \(ordinal) in attempt \(lane.attempt), and '\(target)' is asked")
        }
    }
}
