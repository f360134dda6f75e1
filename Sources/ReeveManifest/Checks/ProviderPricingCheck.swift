import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Prices stand in order, so that a reader sees which holds: by model, and by `from` within a model, each once.
struct ProviderPricingCheck: DocumentCheck {
    static let code: DiagnosticCode = "provider.pricing"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let prices = context.spec["pricing"]?.array ?? []
        var latest: [String: (from: Timestamp, index: Int)] = [:]
        var found: [Diagnostic] = []
        for (index, price) in prices.enumerated() {
            guard let model = price["model"]?.string, let from = price["from"]?.string.flatMap({ Timestamp($0) }) else {
                continue
            }
            if let before = latest[model] {
                let flaw =
                    from == before.from
                    ? "has two prices of '\(model)' from \(from.fields)Z on"
                    : index - before.index > 1
                        ? "has prices of '\(model)' in two places"
                        : from < before.from ? "has a price of '\(model)' behind a later one" : nil
                if let flaw {
                    found.append(
                        Diagnostic(
                            Self.code, "\(context.subject) \(flaw)", at: context.range("pricing", String(index)),
                            help: "write the prices of a model together, the earliest first",
                            notes: [.init("the other one is here", at: context.range("pricing", String(before.index)))])
                    )
                    continue
                }
            }
            latest[model] = (from, index)
        }
        return found
    }
}
