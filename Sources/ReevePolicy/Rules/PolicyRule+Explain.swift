internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

extension PolicyRule {
    /// Whether the rule matches, and why in words; the same evaluation as ``evaluate(_:deferring:)``.
    func explain(_ request: PolicyRequest) -> (PolicyExplanation.Outcome, String) {
        switch evaluate(request) {
        case .error(let error): return (.failed, error.description)
        case .holds:
            let keys = conditions.map(\.key.rawValue)
            return (.matched, keys.isEmpty ? "no conditions" : keys.joined(separator: ", ") + ": met")
        case .fails:
            let failing = conditions.compactMap { condition -> String? in
                if case .fails = condition.evaluate(request) { return condition.whyFailed(request) }
                return nil
            }
            return (.notMatched, failing.joined(separator: "; "))
        }
    }
}

extension Condition {
    /// What the request has, and what the condition wants instead.
    func whyFailed(_ request: PolicyRequest) -> String {
        if case .arguments(let tests) = self, let arguments = request.arguments {
            return tests.compactMap { $0.whyFailed(arguments) }.joined(separator: "; ")
        }
        return key.rawValue + ": " + words(request)
    }

    private func words(_ request: PolicyRequest) -> String {
        let target = request.target.address
        switch self {
        case .environment(let names): return "\(request.environment.name) is not \(names.alternatives)"
        case .environmentType(let stages):
            return "\(request.environment.stage.rawValue) is not \(stages.map(\.rawValue).alternatives)"
        case .tags(let tags):
            let missing = tags.filter { !(request.agent?.tags.contains($0) ?? false) }
            return "the agent has not \(missing.joined(separator: ", "))"
        case .labels(let labels):
            let missing = labels.filter { request.agent?.labels[$0.key] != $0.value }
            return "the agent has not " + missing.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ", ")
        case .risk(let min, let max):
            let risk = request.tool.risk.map { "\(target) is \($0.rawValue)" } ?? "\(target) is not declared, so high"
            let bounds = [min.map { "at least \($0.rawValue)" }, max.map { "at most \($0.rawValue)" }]
            return "\(risk), not " + bounds.compactMap { $0 }.joined(separator: " and ")
        case .traits(let none, let any): return traitWords(none: none, any: any, request)
        case .timeWindow(let window): return windowWords(window, request)
        case .contentType(let types):
            return "\(request.contentType?.shortened ?? "unknown") is not \(types.map(\.description).alternatives)"
        case .size(let max):
            return request.sizeBytes.map { "\($0) bytes is above \(SizeText.format(max))" } ?? "is not known"
        case .depth(let max): return request.depth.map { "\($0) is above \(max)" } ?? "is not known"
        case .budgetLeft(let min):
            return "\(request.budgetLeftMicros ?? 0) micro-units is below \(min)"
        case .ttlValid(let isValid): return isValid ? "no time to live is left" : "time to live is left"
        case .tainted(let isTainted): return isTainted ? "the run is not tainted" : "the run is tainted"
        case .origin(let origins):
            return "\(request.origin?.rawValue ?? "unknown") is not \(origins.map(\.rawValue).alternatives)"
        case .callsInRun(let max): return request.callsInRun.map { "\($0) is above \(max)" } ?? "is not known"
        case .arguments: return "are not known"
        }
    }

    private func traitWords(none: [ToolTrait], any: [ToolTrait]?, _ request: PolicyRequest) -> String {
        let address = request.target.address
        let has: String
        if let traits = request.tool.traits {
            has = traits.isEmpty ? "no traits" : traits.map(\.rawValue).sorted().joined(separator: ", ")
        } else {
            has = "no declared traits, so every one"
        }
        if let any, !any.contains(where: { request.tool.has($0) }) {
            return "\(address) has \(has), none of " + any.map(\.rawValue).joined(separator: ", ")
        }
        let found = none.filter { request.tool.has($0) }
        return "\(address) has \(has), not without " + found.map(\.rawValue).joined(separator: ", ")
    }

    private func windowWords(_ window: TimeWindow, _ request: PolicyRequest) -> String {
        guard let zone = window.timeZone ?? request.environment.timeZone else { return "no time zone is known" }
        let clock = zone.wallClock(at: request.time)
        let days = TimeWindow.dayNames.indices.filter { window.days >> UInt8($0) & 1 == 1 }
        let names =
            window.days == TimeWindow.everyDay
            ? "" : " on " + days.map { TimeWindow.dayNames[$0] }.joined(separator: ", ")
        return TimeWindow.dayNames[clock.weekday] + " " + TimeWindow.text(clock.hour * 60 + clock.minute)
            + " \(zone.name) is outside \(TimeWindow.text(window.start)) to \(TimeWindow.text(window.end))" + names
    }
}

extension ArgumentTest {
    /// Nil where the test does not fail.
    fileprivate func whyFailed(_ arguments: JSONValue) -> String? {
        guard case .fails = evaluate(arguments) else { return nil }
        return "arguments \(pointer.description.isEmpty ? "(all)" : pointer.description): "
            + words(pointer.resolve(in: arguments))
    }

    private func words(_ value: JSONValue?) -> String {
        if case .present(let isWanted) = operation { return isWanted ? "is missing" : "is present" }
        guard let value else { return "is missing" }
        let text = value.canonicalText.shortened
        switch operation {
        case .equals(let wanted): return "\(text) is not \(wanted.canonicalText.shortened)"
        case .isIn(let wanted): return "\(text) is not one of " + JSONValue.array(wanted).canonicalText.shortened
        case .notIn(let unwanted): return "\(text) is one of " + JSONValue.array(unwanted).canonicalText.shortened
        case .matches(let pattern): return "\(text) does not match \(pattern.source.shortened)"
        case .startsWith(let prefix): return "\(text) does not start with \(prefix.shortened)"
        case .under(let root): return "\(text) is not under \(root.shortened)"
        case .atLeast(let bound): return "\(text) is below \(bound.canonicalText)"
        case .atMost(let bound): return "\(text) is above \(bound.canonicalText)"
        case .maxLength(let bound):
            return "\(value.string?.unicodeScalars.count ?? 0) characters is above \(bound)"
        case .hostIn(_, let texts): return "\(text) is on none of " + texts.joined(separator: ", ").shortened
        case .present: return "is present"
        }
    }
}

extension [String] {
    /// `prod`, or `one of dev, stage`.
    fileprivate var alternatives: String { count == 1 ? self[0] : "one of " + joined(separator: ", ") }
}
