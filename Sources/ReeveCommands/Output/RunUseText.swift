import ReeveReport
import ReeveStore

/// What a task has used of models, in words. Each is nil where nothing is known.
enum RunUseText {
    /// `main/small-1`
    static func model(of run: RunRecord) -> String? {
        run.usage.provider.map { provider in run.usage.model.map { provider + "/" + $0 } ?? provider }
    }

    /// Input and output together, `4812`.
    static func tokens(of run: RunRecord) -> String? {
        guard run.usage.tokensIn != nil || run.usage.tokensOut != nil else { return nil }
        return String((run.usage.tokensIn ?? 0) + (run.usage.tokensOut ?? 0))
    }

    /// `0.000862 EUR`; an estimate by the prices that the provider is declared with.
    static func cost(of run: RunRecord) -> String? {
        run.usage.cost.map { FigureText.money($0, run.usage.currency ?? "?") }
    }
}
