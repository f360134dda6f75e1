internal import ReeveJSON
internal import ReevePattern

/// One walk of a value through a program.
///
/// Every method returns whether its part is valid. While `collects` is on, violations are gathered
/// and the walk goes on after one; otherwise it stops. Alternatives are tried quietly.
struct SchemaValidation {
    enum PathStep {
        case member(String)
        case item(Int)
    }

    let program: SchemaProgram
    private var collects: Bool
    private var stepsLeft: Int
    private var depth = 0
    /// Set once a bound is passed: the value is then invalid, whatever a `not` around it makes of that.
    private var exhaustion: SchemaViolation.Code?
    private var violations: [SchemaViolation] = []
    private var path: [PathStep] = []
    private var dynamicScope: [Int] = []

    init(program: SchemaProgram, collects: Bool) {
        self.program = program
        self.collects = collects
        stepsLeft = program.options.steps
    }

    mutating func isValid(_ value: JSONValue) -> Bool {
        var marks: EvaluatedMarks?
        return evaluate(0, value, &marks) && exhaustion == nil
    }

    mutating func run(_ value: JSONValue) -> [SchemaViolation] {
        // Most values are valid, and the quick walk is all they need.
        var quick = SchemaValidation(program: program, collects: false)
        if quick.isValid(value) { return [] }
        var marks: EvaluatedMarks?
        let isValid = evaluate(0, value, &marks)
        if isValid || violations.isEmpty, exhaustion == nil { exhaustion = quick.exhaustion ?? .stepBudgetExceeded }
        if let exhaustion {
            let words =
                switch exhaustion {
                case .patternBudgetExceeded: "a pattern of the schema took too many steps"
                case .depthExceeded: "value and schema nest too deeply"
                case .stepBudgetExceeded, .keywordFailed: "validation took too many steps"
                }
            violations.append(
                SchemaViolation(
                    code: exhaustion, instance: JSONPointer(), schema: JSONPointer(), keyword: "",
                    message: "(root): " + words))
        }
        return violations
    }

    // MARK: Walking

    mutating func evaluate(_ index: Int, _ value: JSONValue, _ marks: inout EvaluatedMarks?) -> Bool {
        guard spend(1) else { return false }
        if program.plainTypes[index].allows(value) { return true }
        guard depth < program.options.nestingMaximum else {
            exhaust(.depthExceeded)
            return false
        }
        let node = program.nodes[index]
        if let verdict = node.keywords.verdict {
            return verdict || fail(node, "", "nothing is allowed here")
        }
        depth += 1
        defer { depth -= 1 }
        let entersResource = program.usesDynamicScope && dynamicScope.last != node.keywords.resource
        if entersResource { dynamicScope.append(node.keywords.resource) }
        defer { if entersResource { dynamicScope.removeLast() } }
        guard marks != nil || node.keywords.needsMarks else {
            return evaluateKeywords(of: node, value, &marks)
        }
        var own: EvaluatedMarks? = EvaluatedMarks(for: value)
        let isValid = evaluateKeywords(of: node, value, &own)
        if isValid, let own { marks?.merge(own) }
        return isValid
    }

    private mutating func evaluateKeywords(
        of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks?
    ) -> Bool {
        var isValid = true
        if let types = node.keywords.types, !types.allows(value) {
            // The other keywords would only say the same in other words.
            return fail(node, "type", "must be \(types.words), not \(value.typeName)")
        }
        if node.keywords.enumeration != nil || node.keywords.constant != nil {
            isValid = evaluateEquality(of: node, value)
            if !isValid, !collects { return false }
        }
        switch value {
        case .number(let number): if node.keywords.number != nil { isValid = evaluate(number, of: node) && isValid }
        case .string(let text): if node.keywords.string != nil { isValid = evaluate(text, of: node) && isValid }
        case .array(let items):
            if node.keywords.array != nil { isValid = evaluate(items, of: node, &marks) && isValid }
        case .object(let object):
            if node.keywords.object != nil { isValid = evaluate(object, of: node, value, &marks) && isValid }
        case .null, .bool: break
        }
        guard isValid || collects else { return false }
        if node.keywords.combinations != nil { isValid = evaluateCombinations(of: node, value, &marks) && isValid }
        guard isValid || collects else { return false }
        if node.keywords.needsMarks { isValid = evaluateUnevaluated(of: node, value, &marks) && isValid }
        return isValid
    }

    /// Tries a subschema without gathering what is wrong.
    mutating func probe(_ index: Int, _ value: JSONValue, _ marks: inout EvaluatedMarks?) -> Bool {
        let collected = collects
        collects = false
        defer { collects = collected }
        return evaluate(index, value, &marks)
    }

    /// Evaluates a member or an item, which has marks of its own.
    mutating func evaluateChild(_ index: Int, _ value: JSONValue, at step: @autoclosure () -> PathStep) -> Bool {
        var marks: EvaluatedMarks?
        guard collects else { return evaluate(index, value, &marks) }
        path.append(step())
        defer { path.removeLast() }
        return evaluate(index, value, &marks)
    }

    /// Whether the walk gathers violations and so goes on after one.
    var goesOn: Bool { collects }

    /// The node that a dynamic reference means on this way: the outermost resource's anchor.
    func target(of reference: DynamicReference) -> Int {
        guard let anchor = reference.anchor else { return reference.fallback }
        for resource in dynamicScope {
            if let node = program.dynamicAnchors[resource][anchor] { return node }
        }
        return reference.fallback
    }

    // MARK: Bounds and violations

    /// Counts work against the step budget; false once it is used up.
    mutating func spend(_ steps: Int) -> Bool {
        guard exhaustion == nil else { return false }
        stepsLeft -= steps
        if stepsLeft < 0 { exhaust(.stepBudgetExceeded) }
        return stepsLeft >= 0
    }

    mutating func exhaust(_ code: SchemaViolation.Code) {
        if exhaustion == nil { exhaustion = code }
    }

    /// Notes a violation at the present place, or below it at `step`; always false.
    mutating func fail(
        _ node: SchemaNode, _ keyword: String, _ words: @autoclosure () -> String, at step: PathStep? = nil
    ) -> Bool {
        guard collects, exhaustion == nil else { return false }
        let tokens = (path + (step.map { [$0] } ?? [])).map { step in
            switch step {
            case .member(let name): name
            case .item(let index): String(index)
            }
        }
        let instance = JSONPointer(tokens: tokens)
        let place = tokens.isEmpty ? "(root)" : instance.description
        violations.append(
            SchemaViolation(
                code: .keywordFailed, instance: instance,
                schema: keyword.isEmpty ? node.keywords.pointer : node.keywords.pointer.appending(keyword),
                keyword: keyword, message: "\(place): \(words())"))
        if violations.count >= program.options.violationMaximum { collects = false }
        return false
    }
}
