package import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveStore

/// The attributes in a batch's row. They are written at the submission and never change.
package struct BatchAttributes: Sendable {
    package var origin: RequestOrigin
    /// For people who read the row. The gate counts calls by the budget of the definition.
    package var budget: BatchSpec.Budget
    /// Where the items and their expectations stand in a file; nil where the batch came from no file.
    package var places: BatchPlaces?
    /// Names of the items of which the store has the input only in redacted form; see ``HeldInputs``.
    package var redactedItems: [String]

    package init(
        origin: RequestOrigin, budget: BatchSpec.Budget = .unbounded, places: BatchPlaces? = nil,
        redactedItems: [String] = []
    ) {
        self.origin = origin
        self.budget = budget
        self.places = places
        self.redactedItems = redactedItems
    }

    /// Reads what a submission wrote. An attribute that is missing or unreadable counts as absent.
    package init(_ value: JSONValue) {
        origin = value["origin"]?.string.flatMap(RequestOrigin.init) ?? .batch
        let budget = value["budget"]
        self.budget = BatchSpec.Budget(
            runs: budget?["runs"]?.int, calls: budget?["calls"]?.int, tokens: budget?["tokens"]?.int,
            cost: budget?["cost"]?.string.flatMap { Money($0) })
        places = BatchPlaces(attributes: value)
        redactedItems = (value["redacted_items"]?.array ?? []).compactMap(\.string)
    }

    package var json: JSONValue {
        var attributes: JSONObject = ["origin": .string(origin.rawValue)]
        if !budget.isUnbounded {
            var members = JSONObject()
            if let calls = budget.calls { members["calls"] = JSONValue(calls) }
            if let runs = budget.runs { members["runs"] = JSONValue(runs) }
            if let tokens = budget.tokens { members["tokens"] = JSONValue(tokens) }
            if let cost = budget.cost { members["cost"] = .string(cost.description) }
            attributes["budget"] = .object(members)
        }
        attributes[BatchPlaces.member] = places?.json
        if !redactedItems.isEmpty { attributes["redacted_items"] = JSONValue(redactedItems) }
        return .object(attributes)
    }
}
