internal import Glibc
internal import ReeveJSON
internal import ReeveLLM
internal import ReeveModel

/// A provider of type `replay`: gives the answers of a recording, with no network and no model.
///
/// An answer is looked up for the run's item and cell, by the digest of the question. With the parameter
/// `match: ordinal`, where no question has the digest, the answer of the same turn is given. Exchanges of a provider of
/// the same name go first; where the recording has none, those of every provider count.
struct RecordedProvider: ModelClient {
    private let name: String
    private let recording: Recording
    private let match: Player.Match
    private let redacted: @Sendable (JSONValue) -> JSONValue

    static let matchParameter = "match"

    /// - Parameter redacted: a value without secrets, as recordings have it.
    /// - Throws: ``ModelError`` (`invalidRequest`) where there is no recording, or one that cannot be used.
    static func open(
        _ provider: ExecutionScope.Provider, root: String, redacted: @escaping @Sendable (JSONValue) -> JSONValue
    ) async throws(ModelError) -> RecordedProvider {
        let word = provider.spec.parameters[matchParameter]?.string
        guard let match = word.map(Player.Match.init(rawValue:)) ?? .exact else {
            throw ModelError(.invalidRequest, "parameter 'match' is exact or ordinal")
        }
        let folder = provider.spec.endpoint
        do throws(RecordingError) {
            let path = try await BlockingThread.run { () throws(RecordingError) in try place(of: folder, root: root) }
            return RecordedProvider(
                name: provider.name, recording: try await Recording.open(path), match: match, redacted: redacted)
        } catch {
            throw ModelError(.invalidRequest, "the recording cannot be used: \(error)")
        }
    }

    /// The folder after all links are followed. It must lie below the root.
    private static func place(of folder: String, root: String) throws(RecordingError) -> String {
        func resolved(_ path: String) -> String? {
            guard let found = realpath(path, nil) else { return nil }
            defer { free(found) }
            return String(cString: found)
        }
        guard let top = resolved(root), let path = resolved(root + "/" + folder) else {
            throw RecordingError(.missing, "there is no such folder", file: folder)
        }
        guard path.hasPrefix(top == "/" ? top : top + "/") else {
            throw RecordingError(.occupied, "the folder lies outside the project root", file: folder)
        }
        return path
    }

    func answer(
        to request: ModelRequest, timeout: Duration, deadline: ContinuousClock.Instant,
        onEvent: @escaping @Sendable (ModelEvent) -> Void
    ) async throws(ModelError) -> ModelAnswer {
        guard let place = ExchangePlace.current else {
            throw ModelError(.replayMiss, "a recording answers runs of its batch only")
        }
        var request = request
        request.parameters[RecordedProvider.matchParameter] = nil
        let lines: [RecordingLine]
        do throws(RecordingError) {
            lines = try await recording.lines(of: place.run)
        } catch {
            throw ModelError(.invalidRequest, "the recording cannot be used: \(error)")
        }
        let exchanges = lines.compactMap { line -> RecordedExchange? in
            if case .exchange(let exchange) = line, exchange.kind == .model { exchange } else { nil }
        }
        let own = exchanges.filter { $0.target == name }
        let known = own.isEmpty ? exchanges : own
        let digest = ContentDigest.of(redacted(request.json))
        let turn = RecordedProvider.turn(of: request.json)
        guard
            let found = RecordedProvider.best(known.filter { $0.digest == digest }, attempt: place.attempt)
                ?? (match == .ordinal
                    ? RecordedProvider.best(
                        known.filter { RecordedProvider.turn(of: $0.request) == turn }, attempt: place.attempt) : nil)
        else {
            throw ModelError(
                .replayMiss,
                "the recording has no answer to turn \(turn) of '\(place.run.item)' with digest \(digest.short)")
        }
        return try RecordedModel.decode(found.answer, onEvent: onEvent)
    }

    /// The number of the turn that a question belongs to, from 1.
    private static func turn(of request: JSONValue) -> Int {
        1 + (request["messages"]?.array ?? []).count { $0["calls"] != nil }
    }

    /// That of the same attempt; else the last one.
    private static func best(_ exchanges: [RecordedExchange], attempt: Int) -> RecordedExchange? {
        exchanges.last { $0.attempt == attempt } ?? exchanges.last
    }
}
