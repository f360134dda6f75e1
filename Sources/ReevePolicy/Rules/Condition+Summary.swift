internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

// What a condition asks, in words: `timeWindow 22:00 to 06:00 on mon, tue`.
extension Condition {
    /// The condition with all its values.
    var summary: String { key.rawValue + " " + asks }

    private var asks: String {
        switch self {
        case .environment(let names): names.joined(separator: " or ")
        case .environmentType(let stages): stages.map(\.rawValue).joined(separator: " or ")
        case .tags(let tags): tags.joined(separator: ", ")
        case .labels(let labels):
            labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        case .risk(let min, let max):
            [min.map { "at least \($0.rawValue)" }, max.map { "at most \($0.rawValue)" }].compactMap { $0 }
                .joined(separator: ", ")
        case .traits(let none, let any):
            [
                none.isEmpty ? nil : "none of " + none.map(\.rawValue).joined(separator: ", "),
                any.map { "one of " + $0.map(\.rawValue).joined(separator: ", ") },
            ].compactMap { $0 }.joined(separator: "; ")
        case .timeWindow(let window): window.summary
        case .arguments(let tests): tests.map(\.summary).joined(separator: ", ")
        case .contentType(let types): types.map(\.description).joined(separator: " or ")
        case .size(let max): "at most " + SizeText.format(max)
        case .depth(let max), .callsInRun(let max): "at most \(max)"
        case .budgetLeft(let min): "at least \(min) micro-units"
        case .ttlValid(let isValid): isValid ? "some left" : "none left"
        case .tainted(let isTainted): isTainted ? "yes" : "no"
        case .origin(let origins): origins.map(\.rawValue).joined(separator: " or ")
        }
    }
}

extension TimeWindow {
    fileprivate var summary: String {
        let names = TimeWindow.dayNames.indices.filter { days >> UInt8($0) & 1 == 1 }.map { TimeWindow.dayNames[$0] }
        return TimeWindow.text(start) + " to " + TimeWindow.text(end)
            + (days == TimeWindow.everyDay ? "" : " on " + names.joined(separator: ", "))
            + (timeZone.map { " (\($0.name))" } ?? "")
    }
}

extension ArgumentTest {
    /// `/max_count at most 50`.
    fileprivate var summary: String {
        (pointer.description.isEmpty ? "(all)" : pointer.description) + " " + asks
    }

    private var asks: String {
        switch operation {
        case .equals(let wanted): "is " + wanted.canonicalText
        case .isIn(let wanted): "in " + JSONValue.array(wanted).canonicalText
        case .notIn(let unwanted): "not in " + JSONValue.array(unwanted).canonicalText
        case .matches(let pattern): "matches " + pattern.source
        case .startsWith(let prefix): "starts with " + prefix
        case .under(let root): "under " + root
        case .atLeast(let bound): "at least " + bound.canonicalText
        case .atMost(let bound): "at most " + bound.canonicalText
        case .maxLength(let bound): "at most \(bound) characters"
        case .present(let isWanted): isWanted ? "is there" : "is absent"
        case .hostIn(_, let texts): "on " + texts.joined(separator: " or ")
        }
    }
}
