internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// The limits of a store, compiled. It finds those that apply to a run.
package struct LimitSet: Sendable {
    private struct Entry: Sendable {
        let limit: DeclaredLimit
        let path: String
        let scope: [(dimension: LimitSpec.Dimension, glob: Glob?)]
    }

    private let entries: [Entry]

    package init(_ limits: [DeclaredLimit]) {
        entries = limits.map { limit in
            Entry(
                limit: limit, path: limit.key.description,
                // A glob that cannot be read matches everything: a mistake in a limit must not make it apply to less.
                scope: limit.spec.scope.map { ($0.key, try? Glob($0.value)) })
        }.sorted { $0.path < $1.path }
    }

    /// All limits that apply, sorted by path. Where none of them names the tool, the default comes last.
    package func limits(for subject: LimitSubject) -> [AppliedLimit] {
        var applied: [AppliedLimit] = []
        var namesTool = false
        for entry in entries where applies(entry, to: subject) {
            if entry.limit.spec.scope[.tool] != nil { namesTool = true }
            let spec = entry.limit.spec
            applied.append(
                AppliedLimit(
                    bucket: bucket(entry.path, spec.per.map { subject.value($0) ?? "" }), name: entry.path,
                    rate: spec.rate, concurrency: spec.concurrency, onExceeded: spec.onExceeded))
        }
        if !namesTool {
            let scope = "\(subject.organization)/\(subject.environment)"
            applied.append(
                AppliedLimit(
                    bucket: bucket("default/" + scope, [subject.agent, subject.tool]), name: "default",
                    rate: LimitSpec.defaultRate, concurrency: LimitSpec.defaultConcurrency, onExceeded: .wait))
        }
        return applied
    }

    /// The values are joined by a character that no name and no address contains.
    private func bucket(_ name: String, _ values: [String]) -> String {
        ([name] + values).joined(separator: "\u{1F}")
    }

    private func applies(_ entry: Entry, to subject: LimitSubject) -> Bool {
        let key = entry.limit.key
        guard key.organization == subject.organization else { return false }
        if let environment = key.environment, environment != subject.environment { return false }
        return entry.scope.allSatisfy { dimension, glob in
            guard let value = subject.value(dimension) else { return false }
            return glob?.matches(value) ?? true
        }
    }
}
