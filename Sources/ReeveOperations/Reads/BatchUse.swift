import ReeveStore

/// What the runs of a batch are, and what its tasks have used of models so far. Replaced runs count too.
package struct BatchUse: Sendable {
    package private(set) var toolRuns = 0
    package private(set) var tasks = 0
    package private(set) var tokensIn: Int64 = 0
    package private(set) var tokensOut: Int64 = 0
    /// Micro-units by currency.
    package private(set) var costs: [String: Int64] = [:]

    mutating func add(_ run: RunRecord) {
        if run.identity.kind == .task { tasks += 1 } else { toolRuns += 1 }
        tokensIn += run.usage.tokensIn ?? 0
        tokensOut += run.usage.tokensOut ?? 0
        if let cost = run.usage.cost { costs[run.usage.currency ?? "?", default: 0] += cost }
    }
}
