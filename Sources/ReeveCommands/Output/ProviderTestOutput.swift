import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations
import Synchronization

/// Writes what each provider said to a test as soon as it is there, and then the chain of fallbacks.
final class ProviderTestOutput: Sendable {
    private let terminal: Terminal
    private let rest: @Sendable (OperationEvent) -> Void
    private let isJSON: Bool
    /// The width of the longest path of a provider.
    private let width = Mutex(0)

    init(terminal: Terminal, rest: @escaping @Sendable (OperationEvent) -> Void, isJSON: Bool) {
        self.terminal = terminal
        self.rest = rest
        self.isJSON = isJSON
    }

    func take(_ event: OperationEvent) {
        if case .providers(let keys) = event {
            width.withLock { $0 = keys.map(\.description.count).max() ?? 0 }
        }
        guard case .providerTested(let test) = event else { return rest(event) }
        guard !isJSON else { return }
        let width = width.withLock { $0 }
        let title = test.provider.description.padded(to: width)
        switch test.result {
        case .success(let answer): terminal.line(title + "  ok    " + Self.words(answer))
        case .failure(let failure):
            terminal.line(title + "  fail  \(failure.reason.rawValue): \(TerminalText.escaped(failure.message))")
            let indent = "".padded(to: width) + "        "
            if !failure.nearest.isEmpty {
                let names = failure.nearest.map { "'\(TerminalText.escaped($0))'" }.joined(separator: ", ")
                terminal.line(indent + "close names: " + names)
            }
            if let remedy = failure.remedy { terminal.line(indent + "help: " + TerminalText.escaped(remedy)) }
        }
    }

    /// The end of the test: the document, or what would be asked in the provider's place.
    func end(_ outcome: ProviderTestOperation.Outcome) {
        if isJSON { return terminal.json(Self.json(outcome)) }
        guard !outcome.fallbacks.isEmpty else { return }
        let names = outcome.fallbacks.map(\.name).joined(separator: ", then ")
        let untested = outcome.tests.count == 1 ? " (not asked; --all asks them)" : ""
        terminal.line("falls back to " + names + untested)
    }

    /// `small-1  312 ms  14+2 tokens  0.000012 EUR (estimated)`.
    private static func words(_ answer: ProviderTest.Answer) -> String {
        let model = answer.model ?? answer.askedModel ?? "a model that it does not name"
        var parts = [TerminalText.escaped(model), DurationWords.of(answer.latency)]
        if let usage = answer.usage {
            parts.append("\(usage.input)+\(usage.output) tokens" + (usage.isBounded ? " (bounded)" : ""))
        } else {
            parts.append("usage not told")
        }
        parts.append(answer.cost.map { "\($0) (estimated)" } ?? "no price known")
        if answer.retries > 0 { parts.append("after \(answer.retries) \(answer.retries == 1 ? "retry" : "retries")") }
        if let asked = answer.askedModel, let told = answer.model, asked != told {
            parts.append("asked for '\(TerminalText.escaped(asked))'")
        }
        return parts.joined(separator: "  ")
    }

    private static func json(_ outcome: ProviderTestOperation.Outcome) -> JSONValue {
        [
            "provider": .string(outcome.provider.description),
            "fallback": JSONValue(outcome.fallbacks.map(\.description)),
            "tests": .array(outcome.tests.map(json)),
        ]
    }

    private static func json(_ test: ProviderTest) -> JSONValue {
        var json: JSONObject = [
            "provider": .string(test.provider.description), "endpoint": .string(test.endpoint),
            "is_fallback": .bool(test.isFallback),
        ]
        switch test.result {
        case .success(let answer):
            json["status"] = "ok"
            json["model"] = JSONValue(answer.model)
            json["asked_model"] = JSONValue(answer.askedModel)
            json["latency_ms"] = JSONValue(answer.latency.microseconds / 1_000)
            json["retries"] = JSONValue(answer.retries)
            json["usage"] =
                answer.usage.map { usage in
                    [
                        "tokens_in": JSONValue(usage.input), "tokens_out": JSONValue(usage.output),
                        "tokens_cached": JSONValue(usage.cached), "is_bounded": .bool(usage.isBounded),
                    ]
                } ?? .null
            json["cost"] =
                answer.cost.map { cost in
                    ["micros": JSONValue(cost.micros), "currency": .string(cost.currency), "is_estimated": true]
                } ?? .null
        case .failure(let failure):
            json["status"] = "fail"
            json["reason"] = .string(failure.reason.rawValue)
            json["error"] = .string(failure.message)
            json["remedy"] = JSONValue(failure.remedy)
            json["nearest"] = JSONValue(failure.nearest)
        }
        return .object(json)
    }
}
