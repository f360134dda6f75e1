import ArgumentParser
import ReeveExecution

/// The options of `run` that keep what runs exchange with servers and models, and that run a batch from what was kept.
struct RecordingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep what the runs exchange with servers and models, redacted, in this folder.", valueName: "dir"),
        completion: .directory)
    var record: String?
    @Option(
        help: ArgumentHelp(
            "Run the batch from such a folder, by the manifests as they are: no server, no model, no store.",
            valueName: "dir"),
        completion: .directory)
    var replay: String?
    @Option(
        help: "With --replay: exact, or ordinal, which takes the recorded answer although another question was asked.")
    var match: Player.Match = .exact
    @Flag(
        help: "With --replay: show which runs end in another way than the recording says; exit status 7 where one does."
    )
    var against = false

    func validate() throws {
        guard record == nil || replay == nil else { throw ValidationError("--record and --replay exclude each other") }
        guard replay != nil || (match == .exact && !against) else {
            throw ValidationError("--match and --against go with --replay")
        }
    }

    /// Whether the command goes beyond the queues.
    var isUsed: Bool { record != nil || replay != nil }
}

extension Player.Match: ExpressibleByArgument {}
