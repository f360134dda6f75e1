package import ReeveJSON
internal import ReeveModel
internal import ReeveRedaction
package import ReeveStore
internal import Synchronization

/// Writes a recording: one file for each run, a line for each exchange, and a manifest at the end.
///
/// What an attempt has exchanged is written when the attempt ends. Where a file cannot be written, or passes its bound,
/// the work goes on and the recording ends with that error: ``finish(_:)``.
package final class Recorder: Sendable {
    private struct Key: Hashable {
        let place: RunPlace
        let attempt: Int
    }

    private struct State {
        var manifest: RecordingManifest?
        var counts: [Key: [RecordedExchange.Kind: Int]] = [:]
        var bytes: [RunPlace: Int] = [:]
        var failure: RecordingError?
    }

    private let folder: RecordingFolder
    private let clock: any ExecutionClock
    private let secrets: SecretResolver
    private let producer: String
    private let state = Mutex(State())

    /// Makes the folder, which must be new, empty, or hold a recording that may be replaced.
    ///
    /// - Parameters:
    ///   - clock: of the world; see ``RecordingClock``.
    ///   - producer: `reeve 0.1.0`.
    /// - Throws: ``RecordingError``.
    package static func start(
        in path: String, clock: any ExecutionClock, secrets: SecretResolver, producer: String
    ) async throws(RecordingError) -> Recorder {
        let folder = RecordingFolder(path: path)
        try await BlockingThread.run { () throws(RecordingError) in try folder.prepare() }
        return Recorder(folder, clock: clock, secrets: secrets, producer: producer)
    }

    private init(_ folder: RecordingFolder, clock: any ExecutionClock, secrets: SecretResolver, producer: String) {
        self.folder = folder
        self.clock = clock
        self.secrets = secrets
        self.producer = producer
    }

    var now: Timestamp { clock.now }

    /// Runs the submission in a lane of its own: its instant and its ids are those of a replay.
    package func submitting<Result>(
        _ request: SubmissionRequest, _ body: () async throws -> Result
    ) async throws -> Result {
        let manifest = RecordingManifest(
            producer: producer, request: request, digest: request.digest, submittedAt: clock.now)
        state.withLock { $0.manifest = manifest }
        return try await RecordingLane.$current.withValue(manifest.submissionLane(of: request)) { try await body() }
    }

    // MARK: Attempts

    func begin(_ claimed: ClaimedRun, at now: Timestamp) -> RecordingLane {
        let key = Key(place: RunPlace(claimed.run), attempt: claimed.attempt)
        let (counts, seed) = state.withLock { ($0.counts[key, default: [:]], $0.manifest?.seed) }
        let lane = RecordingLane(
            place: key.place, attempt: key.attempt, now: now, seed: seed ?? ContentDigest.of([]), counts: counts)
        _ = lane.add(RecordingLine.beginning(attempt: key.attempt, at: now).json, bytes: 64)
        return lane
    }

    func note(
        _ kind: RecordedExchange.Kind, with target: String, request: JSONValue, answer: RecordedExchange.Answer,
        sentAt: Timestamp, in lane: RecordingLane
    ) {
        let redactor = secrets.redactor
        let request = redactor.redact(request).value
        let kept: RecordedExchange.Answer =
            switch answer {
            case .value(let value): .value(redactor.redact(value).value)
            case .error(let value): .error(redactor.redact(value).value)
            }
        let exchange = RecordedExchange(
            kind: kind, target: target, attempt: lane.attempt, ordinal: lane.nextOrdinal(kind), request: request,
            digest: ContentDigest.of(request), answer: kept, sentAt: sentAt, answeredAt: lane.now)
        let line = exchange.json
        let bytes = line.canonicalBytes.count
        guard bytes <= RecordingFolder.lineBytesMax else {
            return fail(
                .tooLarge,
                "an exchange of \(bytes) bytes with '\(target)' is above the bound of \(RecordingFolder.lineBytesMax)",
                lane.place)
        }
        let held = lane.add(line, bytes: bytes)
        let total = state.withLock { $0.bytes[lane.place, default: 0] } + held
        if total > RecordingFolder.fileBytesMax {
            _ = lane.takeLines()
            fail(.tooLarge, "it would pass the bound of \(RecordingFolder.fileBytesMax) bytes", lane.place)
        }
    }

    func end(_ lane: RecordingLane) async {
        let lines = lane.takeLines()
        let key = Key(place: lane.place, attempt: lane.attempt)
        let isFailed = state.withLock { state in
            state.counts[key] = lane.counts
            state.bytes[lane.place, default: 0] += lines.reduce(0) { $0 + $1.canonicalBytes.count }
            return state.failure != nil
        }
        guard !isFailed else { return }
        do throws(RecordingError) {
            try await BlockingThread.run { [folder] () throws(RecordingError) in
                try folder.append(lines, to: lane.place.file)
            }
        } catch {
            state.withLock { $0.failure = $0.failure ?? error }
        }
    }

    private func fail(_ code: RecordingError.Code, _ message: String, _ place: RunPlace) {
        let error = RecordingError(code, message, file: folder.file(place.file))
        state.withLock { $0.failure = $0.failure ?? error }
    }

    // MARK: The end

    /// What is written beside the exchanges.
    package struct Closing: Sendable {
        /// The definitions of the tools that the runs may have called.
        package var tools: [ToolDefinition]
        package var connections: [ConnectionStatus]
        package var policySet: ContentDigest?
        package var templates: [String]
        /// What the runs have come to.
        package var outcome: JSONValue

        package init(
            tools: [ToolDefinition], connections: [ConnectionStatus], policySet: ContentDigest?, templates: [String],
            outcome: JSONValue
        ) {
            self.tools = tools
            self.connections = connections
            self.policySet = policySet
            self.templates = templates
            self.outcome = outcome
        }
    }

    /// Writes tools, outcome and manifest. Only then is it a recording.
    ///
    /// - Throws: ``RecordingError``, also one that the recording has met on the way.
    package func finish(_ closing: Closing) async throws(RecordingError) {
        let (begun, failure) = state.withLock { ($0.manifest, $0.failure) }
        if let failure { throw failure }
        guard var manifest = begun else { return }
        manifest.policySet = closing.policySet
        manifest.templates = closing.templates.sorted()
        for (reference, why) in secrets.missing { manifest.missingSecrets[reference.description] = why }
        let redactor = secrets.redactor
        let lines =
            closing.tools.map { redactor.redact($0.recorded).value }
            + closing.connections.map { redactor.redact($0.recorded).value }
        let outcome = redactor.redact(closing.outcome).value.prettyText + "\n"
        try await BlockingThread.run { [folder, manifest] () throws(RecordingError) in
            var manifest = manifest
            try folder.append(lines, to: RecordedTools.fileName)
            try folder.replace(Recorder.outcomeFile, with: outcome)
            for name in try [RecordedTools.fileName, Recorder.outcomeFile] + folder.runFiles() {
                guard let bytes = try folder.read(name) else { continue }
                manifest.files[name] = .init(
                    lines: bytes.count { $0 == UInt8(ascii: "\n") }, digest: ContentDigest.of(bytes))
            }
            try folder.replace(RecordingManifest.fileName, with: manifest.json.prettyText + "\n")
        }
    }

    static let outcomeFile = "outcome.json"
}
