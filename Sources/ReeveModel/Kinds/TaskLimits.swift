import ReeveJSON

/// Caps of one task: of an agent's tasks, or of one item's. Nil is without bound.
package struct TaskLimits: Sendable, Hashable {
    /// Requests to the model, repair rounds included.
    package var turns: Int?
    package var toolCalls: Int?
    /// Of input and output together, over all turns.
    package var tokens: Int?
    package var cost: Money?
    package var wallClock: Duration?
    /// How often the same call with the same arguments may be made.
    package var repeats: Int?

    package init(
        turns: Int? = nil, toolCalls: Int? = nil, tokens: Int? = nil, cost: Money? = nil, wallClock: Duration? = nil,
        repeats: Int? = nil
    ) {
        self.turns = turns
        self.toolCalls = toolCalls
        self.tokens = tokens
        self.cost = cost
        self.wallClock = wallClock
        self.repeats = repeats
    }

    /// What holds for an agent that says nothing.
    package static let standard = TaskLimits(turns: 12, toolCalls: 40, repeats: 3)

    init(_ reader: SpecReader) throws(SpecError) {
        turns = try reader.optionalInteger("turns")
        toolCalls = try reader.optionalInteger("toolCalls")
        tokens = try reader.optionalInteger("tokens")
        cost = try reader.optionalMoney("cost")
        wallClock = try reader.optionalDuration("wallClock")
        repeats = try reader.optionalInteger("repeats")
    }

    /// Both caps together: the smaller of each. An item never raises what its agent may use.
    ///
    /// Amounts of different currencies cannot be compared; manifests are refused before, and the agent's then counts.
    package func narrowed(by other: TaskLimits) -> TaskLimits {
        func smaller<Value: Comparable>(_ own: Value?, _ other: Value?) -> Value? {
            guard let own, let other else { return own ?? other }
            return min(own, other)
        }
        var narrowed = TaskLimits(
            turns: smaller(turns, other.turns), toolCalls: smaller(toolCalls, other.toolCalls),
            tokens: smaller(tokens, other.tokens), cost: cost ?? other.cost,
            wallClock: smaller(wallClock, other.wallClock), repeats: smaller(repeats, other.repeats))
        if let cost, let wanted = other.cost, wanted.currency == cost.currency, wanted.micros < cost.micros {
            narrowed.cost = wanted
        }
        return narrowed
    }
}

extension TaskLimits {
    /// The fields of `limits`.
    ///
    /// - Parameter defaults: what is filled in where a field is absent.
    static func shape(defaults: TaskLimits) -> ObjectShape {
        func presence(_ value: Int?) -> Field.Presence { value.map { .defaulted(JSONValue($0)) } ?? .optional }
        return ObjectShape(
            "limits",
            [
                Field(
                    "turns", .integer(1...10_000), presence(defaults.turns),
                    docs: "Requests to the model; then `limit.turns`."),
                Field(
                    "toolCalls", .integer(0...100_000), presence(defaults.toolCalls),
                    docs: "Tool calls; then `limit.tool-calls`."),
                Field(
                    "tokens", .integer(1...1_000_000_000_000),
                    docs: "Tokens of input and output over all turns; then `limit.tokens`."),
                Field("cost", .money, docs: "Money, in the organization's currency; then `limit.cost`."),
                Field(
                    "wallClock", .duration(.milliseconds(1) ... .seconds(86_400)),
                    docs: "Time from the first request on; then `limit.wall-clock`."),
                Field(
                    "repeats", .integer(1...10_000), presence(defaults.repeats),
                    docs: "How often the same call with the same arguments may be made; then `limit.repeats`."),
            ])
    }
}
