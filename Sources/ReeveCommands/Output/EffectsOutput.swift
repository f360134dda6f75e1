import ReeveJSON
import ReeveModel
import ReeveStore

/// Writes what a cancel has done.
enum EffectsOutput {
    /// - Parameters:
    ///   - status: the present status of the run or the batch.
    ///   - otherwise: the words to write where nothing was cancelled.
    static func write(
        _ effects: RunEffects, status: String, otherwise words: String, isJSON: Bool, to terminal: Terminal
    ) {
        if isJSON {
            terminal.json([
                "asked_to_stop": JSONValue(effects.asked.map(\.text).sorted()),
                "cancelled": JSONValue(effects.cancelled.map(\.text).sorted()),
                "skipped": JSONValue(effects.skipped.map(\.text).sorted()), "status": .string(status),
            ])
        } else if effects.cancelled.isEmpty {
            terminal.line(words)
        } else {
            terminal.line(
                "cancelled \(effects.cancelled.count), skipped \(effects.skipped.count)"
                    + (effects.asked.isEmpty ? "" : ", asked \(effects.asked.count) to stop"))
        }
    }
}
