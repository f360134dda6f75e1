/// Token counts as a provider told them. They are of a stranger: each may be missing, negative or absurd.
struct ToldUsage: Sendable, Hashable {
    /// A token stands for at most this much visible text.
    private static let bytesOfTokenMax = 256

    /// All tokens of the request, cached ones included.
    var input: Int?
    var output: Int?
    var cached: Int?

    /// The counts that a budget can go by; nil where none was told at all.
    ///
    /// A count that is missing beside others, negative, or beyond what can be becomes the most that can be, so that no
    /// answer is free that cost something. A count of output that is too small for the text that came becomes the least
    /// that such text can have. Each of these sets ``ModelUsage/isBounded``.
    ///
    /// Output may exceed the text that came, since models think without showing it: only ``TokenCeiling/output``
    /// bounds what is told. The bytes of the response stand in where nothing that can be was told.
    func checked(against ceiling: TokenCeiling, textBytes: Int, responseBytes: Int) -> ModelUsage? {
        guard input != nil || output != nil else { return nil }
        let told = ModelUsage(input: input ?? -1, output: output ?? -1, cached: cached ?? 0)
        var usage = told
        if !(0...ceiling.input).contains(told.input) { usage.input = ceiling.input }
        let outputMax = ceiling.output ?? TokenCeiling.outputMax
        if !(0...outputMax).contains(told.output) { usage.output = min(outputMax, responseBytes) }
        usage.output = max(usage.output, (textBytes + Self.bytesOfTokenMax - 1) / Self.bytesOfTokenMax)
        // Cached input is cheap, so a count that cannot be is none.
        if !(0...usage.input).contains(told.cached) { usage.cached = 0 }
        usage.isBounded = usage != told
        return usage
    }
}
