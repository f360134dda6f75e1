/// Which model is asked where none is named: one that follows instructions before any other, and of several the first in
/// the order of names, so that the same list always gives the same model.
enum ModelChoice {
    /// How words begin in names of models that answer with something else than text.
    private static let others = ["embed", "rerank", "bge", "gte", "whisper", "tts", "clip"]
    private static let instructed = ["instruct", "chat"]

    /// Nil where the list has none that answers in text.
    static func best(of models: [String]) -> String? {
        models.filter { !$0.isEmpty && !has(others, in: $0) }.min { rank($0) < rank($1) }
    }

    private static func rank(_ model: String) -> (Int, String) {
        (has(instructed, in: model) || words(of: model).contains("it") ? 0 : 1, model)
    }

    private static func has(_ beginnings: [String], in model: String) -> Bool {
        words(of: model).contains { word in beginnings.contains { word.hasPrefix($0) } }
    }

    private static func words(of model: String) -> [Substring] {
        model.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
}
