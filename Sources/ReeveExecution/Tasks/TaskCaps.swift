internal import ReeveLLM
internal import ReeveModel
internal import ReeveScheduler

/// The caps of one task: the agent's, narrowed by the item's. Each has a reason of its own.
struct TaskCaps: Sendable {
    let limits: TaskLimits

    init(agent: TaskLimits, item: TaskLimits) { limits = agent.narrowed(by: item) }

    /// Whether the model may be asked once more.
    func checkTurn(_ journal: TaskJournal) throws(GateRefusal) {
        if let most = limits.turns, journal.turns >= most {
            throw TaskCaps.fired(.limitTurns, "\(most) turns are used up, and the model has no final answer yet")
        }
    }

    /// Whether the call may be made, apart from what the gate says.
    func checkCall(_ call: ModelToolCall, _ journal: TaskJournal) throws(GateRefusal) {
        if let most = limits.turns, journal.turns >= most {
            throw TaskCaps.fired(
                .limitTurns, "\(most) turns are used up, and the model asks for '\(call.tool)' instead of an answer")
        }
        if let most = limits.toolCalls, journal.toolCalls >= most {
            throw TaskCaps.fired(.limitToolCalls, "\(most) tool calls are used up")
        }
        if let most = limits.repeats, journal.repeats(of: call) > most {
            throw TaskCaps.fired(
                .limitRepeats, "the model asks for '\(call.tool)' with the same arguments more than \(most) times")
        }
    }

    /// What a question may use at most, by what is left of tokens and money.
    ///
    /// - Parameters:
    ///   - input: the most tokens that the question itself can have.
    ///   - wanted: the bound on output that the task asks for.
    ///   - price: nil where no price is known; then the question costs nothing that anybody knows of.
    /// - Returns: the bound on output tokens to send.
    func outputMax(
        input: Int, wanted: Int, used: TaskUse, price: ModelPrice?
    ) throws(GateRefusal) -> Int {
        var most = Int64(wanted)
        if let tokens = limits.tokens {
            let left = Int64(tokens) - used.tokens - Int64(input)
            guard left >= TaskCaps.leastOutput else {
                throw TaskCaps.fired(
                    .limitTokens,
                    "\(used.tokens) of \(tokens) tokens are used, and the next question may need \(input)")
            }
            most = min(most, left)
        }
        if let cost = limits.cost, let price {
            let asked = price.cost(of: ModelUsage(input: input, output: 0))
            let left = cost.micros - used.cost - asked
            let exact =
                price.output <= 0 ? most : Int64(clamping: Int128(max(0, left)) * 1_000_000 / Int128(price.output))
            guard left >= 0, exact >= TaskCaps.leastOutput else {
                throw TaskCaps.fired(
                    .limitCost,
                    "\(Money(micros: used.cost, currency: cost.currency)) of \(cost) are used, and the next question may cost more than is left"
                )
            }
            most = min(most, exact)
        }
        return Int(clamping: most)
    }

    /// Fewer tokens make no answer.
    static let leastOutput: Int64 = 16

    static func fired(_ reason: RunReason, _ message: String) -> GateRefusal {
        GateRefusal(.budget, reason, message)
    }
}
