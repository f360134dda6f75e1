import ReeveJSON

/// A batch definition in typed form. Inputs still carry their bindings.
package struct BatchSpec: Sendable {
    package struct Retry: Sendable, Hashable {
        package let attempts: Int
        package let minimum: Duration
        package let maximum: Duration

        package init(attempts: Int, minimum: Duration, maximum: Duration) {
            self.attempts = attempts
            self.minimum = minimum
            self.maximum = maximum
        }

        init(_ reader: SpecReader) throws(SpecError) {
            attempts = try reader.integer("attempts")
            minimum = try reader.duration("min")
            maximum = try reader.duration("max")
        }
    }

    /// How a need must have ended.
    package enum NeedCondition: String, Sendable {
        case succeeded
        case finished
        case failed
    }

    package struct Need: Sendable, Hashable {
        package let item: String
        package let condition: NeedCondition

        package init(item: String, condition: NeedCondition) {
            self.item = item
            self.condition = condition
        }
    }

    package struct ToolRun: Sendable {
        package let agent: String
        package let tool: ToolAddress
        package let input: JSONValue
        package let timeout: Duration?
    }

    /// What a run of an item does.
    package enum Work: Sendable {
        case toolRun(ToolRun)
        case task(Task)
    }

    package enum Expectation: Sendable {
        /// The value at the pointer passes the test: a member name of the description's argument tests, and its operand.
        case value(JSONPointer, test: String, operand: JSONValue)
        case schema(JSONPointer, JSONValue)
        case status(RunStatus, reason: String?)
        case called(Calls)
    }

    /// How often a task must have called a tool.
    package struct Calls: Sendable {
        package let tool: ToolAddress
        package let minimum: Int
        /// Nil is without bound.
        package let maximum: Int?
        /// Which calls count, by JSON Pointer into the arguments: each value is one test in the form of policies.
        package let arguments: JSONObject

        package init(tool: ToolAddress, minimum: Int, maximum: Int?, arguments: JSONObject) {
            self.tool = tool
            self.minimum = minimum
            self.maximum = maximum
            self.arguments = arguments
        }
    }

    package struct Item: Sendable {
        package let name: String
        package let title: String?
        package let description: String?
        package let needs: [Need]
        package let isOnce: Bool
        package let notBefore: Timestamp?
        package let priority: Int?
        package let retry: Retry?
        package let expectations: [Expectation]
        package let work: Work
    }

    /// What the runs of a batch may use in all; nil is without bound.
    package struct Budget: Sendable, Hashable {
        package let runs: Int?
        package let calls: Int?
        /// Of input and output of models.
        package let tokens: Int?
        package let cost: Money?

        package static let unbounded = Budget(runs: nil, calls: nil)

        package init(runs: Int?, calls: Int?, tokens: Int? = nil, cost: Money? = nil) {
            self.runs = runs
            self.calls = calls
            self.tokens = tokens
            self.cost = cost
        }

        package var isUnbounded: Bool { runs == nil && calls == nil && tokens == nil && cost == nil }
    }

    package enum MaximumFailures: Sendable, Hashable {
        case count(Int)
        /// In percent of all runs.
        case share(Int)
    }

    package enum Axis: Sendable {
        case values([JSONValue])
        case file(String)
        case range(from: Int, to: Int, step: Int)
    }

    package let queue: String
    package let items: [Item]
    /// In canonical order of names, without `include` and `exclude`.
    package let axes: [(name: String, axis: Axis)]
    package let include: [JSONObject]
    package let exclude: [JSONObject]
    package let maximumFailures: MaximumFailures?
    package let budget: Budget
    package let concurrency: Int
    package let priority: Int
    package let deadline: Duration?
    package let retry: Retry

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.batch)
        queue = try reader.text("queue")
        var items: [Item] = []
        for item in try reader.nestedList("items") { items.append(try Item(item)) }
        self.items = items
        var axes: [(name: String, axis: Axis)] = []
        var include: [JSONObject] = []
        var exclude: [JSONObject] = []
        if let matrix = try reader.nested("matrix") {
            for member in matrix.object {
                switch member.key {
                case "include": include = (member.value.array ?? []).compactMap(\.object)
                case "exclude": exclude = (member.value.array ?? []).compactMap(\.object)
                default: axes.append((member.key, try BatchSpec.axis(member.value, in: matrix, name: member.key)))
                }
            }
        }
        self.axes = axes
        self.include = include
        self.exclude = exclude
        switch reader.json("maxFailures") {
        case nil: maximumFailures = nil
        case .number(let number)?:
            guard let count = number.int64 else { throw reader.failure("maxFailures") }
            maximumFailures = .count(Int(count))
        case .string(let text)?:
            guard text.hasSuffix("%"), let share = Int(text.dropLast()) else { throw reader.failure("maxFailures") }
            maximumFailures = .share(share)
        default: throw reader.failure("maxFailures")
        }
        let budget = try reader.nested("budget")
        self.budget = Budget(
            runs: try budget?.optionalInteger("runs"), calls: try budget?.optionalInteger("calls"),
            tokens: try budget?.optionalInteger("tokens"), cost: try budget?.optionalMoney("cost"))
        concurrency = try reader.integer("concurrency")
        priority = try reader.integer("priority")
        deadline = try reader.optionalDuration("deadline")
        guard let retry = try reader.nested("retry") else { throw reader.failure("retry") }
        self.retry = try Retry(retry)
    }

    private static func axis(_ value: JSONValue, in reader: SpecReader, name: String) throws(SpecError) -> Axis {
        if let values = value.array { return .values(values) }
        if let path = value["fromFile"]?.string { return .file(path) }
        guard let range = value["range"], let from = range["from"]?.int, let to = range["to"]?.int,
            let step = range["step"]?.int
        else { throw reader.failure(name) }
        return .range(from: from, to: to, step: step)
    }
}

extension BatchSpec.Item {
    init(_ reader: SpecReader) throws(SpecError) {
        name = try reader.text("name")
        title = try reader.optionalText("title")
        description = try reader.optionalText("description")
        var needs: [BatchSpec.Need] = []
        for need in try reader.nestedList("needs") {
            needs.append(
                BatchSpec.Need(
                    item: try need.text("item"), condition: try need.choice("if", as: BatchSpec.NeedCondition.self)))
        }
        self.needs = needs
        isOnce = try reader.flag("once")
        notBefore = try reader.optionalInstant("notBefore")
        priority = try reader.optionalInteger("priority")
        if let nested = try reader.nested("retry") { retry = try BatchSpec.Retry(nested) } else { retry = nil }
        var expectations: [BatchSpec.Expectation] = []
        for expectation in try reader.nestedList("expect") {
            expectations.append(try BatchSpec.Expectation(expectation))
        }
        self.expectations = expectations
        if let task = try reader.nested("task") {
            work = .task(try BatchSpec.Task(task))
            return
        }
        guard let toolRun = try reader.nested("toolRun") else { throw reader.failure("toolRun") }
        guard let tool = ToolAddress(try toolRun.text("tool")) else { throw toolRun.failure("tool") }
        work = .toolRun(
            BatchSpec.ToolRun(
                agent: try toolRun.text("agent"), tool: tool, input: toolRun.json("input") ?? .object(JSONObject()),
                timeout: try toolRun.optionalDuration("timeout")))
    }
}

extension BatchSpec.Expectation {
    init(_ reader: SpecReader) throws(SpecError) {
        if let status = try reader.optionalText("status") {
            guard let status = RunStatus(rawValue: status) else { throw reader.failure("status") }
            self = .status(status, reason: try reader.optionalText("reason"))
            return
        }
        if let called = try reader.optionalText("called") {
            guard let tool = ToolAddress(called) else { throw reader.failure("called") }
            let times = try reader.nested("times")
            self = .called(
                BatchSpec.Calls(
                    tool: tool, minimum: try times?.integer("min") ?? 1, maximum: try times?.optionalInteger("max"),
                    arguments: reader.json("with")?.object ?? [:]))
            return
        }
        guard let pointer = JSONPointer(try reader.text("path")) else { throw reader.failure("path") }
        if let schema = reader.json("schema") {
            self = .schema(pointer, schema)
            return
        }
        for field in KindDescription.argumentTestFields {
            if let operand = reader.json(field.name) {
                self = .value(pointer, test: field.name, operand: operand)
                return
            }
        }
        throw reader.failure("path")
    }
}
