internal import ReeveJSON
package import ReeveModel
internal import ReevePattern

/// A Limit with its name and place, as it is declared.
package struct DeclaredLimit: Sendable {
    package let key: ObjectKey
    package let spec: LimitSpec

    package init(key: ObjectKey, spec: LimitSpec) {
        self.key = key
        self.spec = spec
    }
}

/// What limits tell runs apart by.
package struct LimitSubject: Sendable, Hashable {
    package var organization: String
    package var environment: String
    /// The agent's slug.
    package var agent: String
    /// The tool's address, without a version.
    package var tool: String
    package var connection: String
    /// Who submitted the work.
    package var user: String?

    package init(
        organization: String, environment: String, agent: String, tool: String, connection: String, user: String?
    ) {
        self.organization = organization
        self.environment = environment
        self.agent = agent
        self.tool = tool
        self.connection = connection
        self.user = user
    }

    /// Nil where the run has no such value; a limit that asks for it does not apply then.
    func value(_ dimension: LimitSpec.Dimension) -> String? {
        switch dimension {
        case .agent: agent
        case .tool: tool
        case .connection: connection
        case .provider: nil
        case .user: user
        case .environment: environment
        }
    }
}

/// A limit as it concerns one run: its bucket, and what it bounds.
package struct AppliedLimit: Sendable, Hashable {
    /// The name of the bucket in the store; the same for runs that share it.
    package let bucket: String
    /// The limit's path, or `default`.
    package let name: String
    package let rate: LimitSpec.Rate?
    package let concurrency: Int?
    package let onExceeded: LimitSpec.OnExceeded

    package init(
        bucket: String, name: String, rate: LimitSpec.Rate?, concurrency: Int?, onExceeded: LimitSpec.OnExceeded
    ) {
        self.bucket = bucket
        self.name = name
        self.rate = rate
        self.concurrency = concurrency
        self.onExceeded = onExceeded
    }
}

extension AppliedLimit {
    /// `limit 'acme/Limit/calm' (60 in 1m, 5 at once)`; the default says that no Limit was written.
    package var words: String {
        var bounds: [String] = []
        if let rate { bounds.append("\(rate.refill) in \(DurationText.format(rate.every))") }
        if let concurrency { bounds.append("\(concurrency) at once") }
        let text = bounds.isEmpty ? "" : " (\(bounds.joined(separator: ", ")))"
        guard name == "default" else { return "limit '\(name)'\(text)" }
        return "the default limit\(text) for each agent and tool that no Limit names"
    }
}

/// The limits of a store, compiled: which of them apply to a run.
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
                // A glob that cannot be read applies to everything: a limit never gets wider by a mistake in it.
                scope: limit.spec.scope.map { ($0.key, try? Glob($0.value)) })
        }.sorted { $0.path < $1.path }
    }

    /// All that apply, by path; the default where none of them names the tool.
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

    /// Values are separated by a character that no name and no address contains.
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
