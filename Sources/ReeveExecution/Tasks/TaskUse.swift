/// What a task has used of models.
struct TaskUse: Sendable, Hashable {
    var tokensIn: Int64 = 0
    var tokensOut: Int64 = 0
    /// Reserved for questions whose answer told no usage.
    var unknownTokens: Int64 = 0
    /// In micro-units of the organization's currency.
    var cost: Int64 = 0

    var tokens: Int64 { tokensIn + tokensOut + unknownTokens }
}
