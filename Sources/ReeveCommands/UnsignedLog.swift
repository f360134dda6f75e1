import ArgumentParser
import ReeveDiagnostics
import ReeveStore

/// Why the log could not be signed: kept beside what was done, which is told first.
struct UnsignedLog {
    private let error: any Error

    /// Signs the log as it is now; nil where that went well.
    static func sign(_ store: any Store, context: CommandContext) async -> UnsignedLog? {
        do {
            try await Composition.writeCheckpoint(of: store, context: context, now: Composition.now())
            return nil
        } catch {
            return UnsignedLog(error: error)
        }
    }

    /// Writes the failure.
    ///
    /// - Returns: the status of a command that has no other one.
    func tell(_ context: CommandContext) -> ExitCode {
        let words = (error as? StoreError).map { StoreErrorText($0).message } ?? "\(error)"
        context.fail(
            "the audit log was not signed: \(words)", code: "audit.not-signed",
            help: "what was done stands in the log; the next command that writes signs it")
        return ExitStatus.failure.exit
    }
}
