/// Which model is asked where none is named: one that follows instructions before any other, and of several the first in
/// the order of names, so that the same list always gives the same model.
enum ModelChoice {
    private static let others = ["embed", "rerank", "bge-", "gte-", "whisper", "tts", "clip"]
    private static let instructed = ["instruct", "chat", "-it"]

    /// Nil where the list has none that answers in text.
    static func best(of models: [String]) -> String? {
        let usable = models.filter { model in
            let name = model.lowercased()
            return !model.isEmpty && !others.contains { name.contains($0) }
        }
        return usable.min { rank($0) < rank($1) }
    }

    private static func rank(_ model: String) -> (Int, String) {
        let name = model.lowercased()
        return (instructed.contains { name.contains($0) } ? 0 : 1, model)
    }
}
