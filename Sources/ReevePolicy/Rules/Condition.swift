internal import ReeveJSON
internal import ReeveModel

/// One condition of a rule, compiled.
enum Condition: Sendable {
    case environment([String])
    case environmentType([EnvironmentSpec.Stage])
    case tags([String])
    case labels([String: String])
    case risk(min: RiskLevel?, max: RiskLevel?)
    case traits(none: [ToolTrait], any: [ToolTrait]?)
    case timeWindow(TimeWindow)
    case arguments([ArgumentTest])
    case contentType([MediaType])
    case size(max: Int64)
    case depth(max: Int)
    case budgetLeft(min: Int64)
    case ttlValid(Bool)
    case tainted(Bool)
    case origin([RequestOrigin])
    case callsInRun(max: Int)

    var key: ConditionKey {
        switch self {
        case .environment: .environment
        case .environmentType: .environmentType
        case .tags: .tags
        case .labels: .labels
        case .risk: .risk
        case .traits: .traits
        case .timeWindow: .timeWindow
        case .arguments: .arguments
        case .contentType: .contentType
        case .size: .size
        case .depth: .depth
        case .budgetLeft: .budgetLeft
        case .ttlValid: .ttlValid
        case .tainted: .tainted
        case .origin: .origin
        case .callsInRun: .callsInRun
        }
    }

    /// A fact that is not known counts as its worst value, and is an error where it has none.
    func evaluate(_ request: PolicyRequest) -> ConditionResult {
        switch self {
        case .environment(let names): return ConditionResult(names.contains(request.environment.name))
        case .environmentType(let stages): return ConditionResult(stages.contains(request.environment.stage))
        case .tags(let tags): return ConditionResult(tags.allSatisfy { request.agent?.tags.contains($0) ?? false })
        case .labels(let labels):
            return ConditionResult(labels.allSatisfy { request.agent?.labels[$0.key] == $0.value })
        case .risk(let min, let max):
            let risk = request.tool.risk ?? .high
            return ConditionResult(risk >= min ?? .low && risk <= max ?? .high)
        case .traits(let none, let any):
            return ConditionResult(
                !none.contains { request.tool.has($0) } && (any?.contains { request.tool.has($0) } ?? true))
        case .timeWindow(let window):
            guard let isOpen = window.contains(request.time, environmentZone: request.environment.timeZone) else {
                return .error(ConditionError(.factUnknown, .timeWindow, detail: "time zone"))
            }
            return ConditionResult(isOpen)
        case .arguments(let tests): return Condition.evaluate(tests, request.arguments)
        case .contentType(let types):
            guard let type = request.contentType.flatMap({ MediaType($0) }) else {
                return .error(ConditionError(.factUnknown, .contentType))
            }
            return ConditionResult(types.contains { $0.covers(type) })
        case .size(let max): return ConditionResult(request.sizeBytes.map { $0 <= max } ?? false)
        case .depth(let max): return ConditionResult(request.depth.map { $0 <= max } ?? false)
        case .budgetLeft(let min): return ConditionResult(request.budgetLeftMicros ?? 0 >= min)
        case .ttlValid(let isValid): return ConditionResult((request.timeToLive ?? .zero > .zero) == isValid)
        case .tainted(let isTainted): return ConditionResult(request.isTainted ?? true == isTainted)
        case .origin(let origins):
            guard let origin = request.origin else { return .error(ConditionError(.factUnknown, .origin)) }
            return ConditionResult(origins.contains(origin))
        case .callsInRun(let max): return ConditionResult(request.callsInRun.map { $0 <= max } ?? false)
        }
    }

    /// A test that fails settles the condition, also where another test is an error. So the order of tests does not
    /// count.
    private static func evaluate(_ tests: [ArgumentTest], _ arguments: JSONValue?) -> ConditionResult {
        guard let arguments else { return .error(ConditionError(.factUnknown, .arguments)) }
        var error: ConditionError?
        for test in tests {
            switch test.evaluate(arguments) {
            case .holds: continue
            case .fails: return .fails
            case .error(let found): error = error ?? found
            }
        }
        return error.map { .error($0) } ?? .holds
    }
}

extension ToolFacts {
    /// Whether the tool has a trait, or may have it for all that is declared.
    func has(_ trait: ToolTrait) -> Bool { traits?.contains(trait) ?? true }
}
