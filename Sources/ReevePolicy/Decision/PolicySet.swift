package import ReeveJSON
internal import ReeveModel

/// Every active policy, compiled and indexed; immutable, and independent of the order it was given in.
///
///     let set = PolicySet(compiling: documents) { try? zones.rules(named: $0) }
///     set.decide(request).isAllowed
package struct PolicySet: Sendable {
    /// A policy of the set with its rules and bindings.
    struct Policy: Sendable {
        let document: PolicyDocument
        /// Indices into ``PolicySet/rules``.
        let rules: Range<Int>
        let bindings: [PolicyBinding]
    }

    /// A rule as it lies in the set.
    struct Entry: Sendable {
        let rule: PolicyRule
        let policy: Int
        let reference: RuleReference
    }

    /// What a policy has in it that cannot be compiled.
    package struct CompileProblem: Sendable, Hashable {
        /// The rule; nil for a binding or the whole spec.
        package let rule: RuleReference?
        package let policy: ObjectKeyText
        /// Its pointer goes into the spec.
        package let problem: PolicyProblem
    }

    package typealias ObjectKeyText = String

    /// In order of their paths.
    let policies: [Policy]
    let rules: [Entry]
    let index: PolicyIndex
    /// SHA-256 over path and spec of every active policy, in order of their paths.
    package let digest: ContentDigest
    package let problems: [CompileProblem]

    /// Compiles the active ones of `documents`. What cannot be compiled is kept as a rule that fails to evaluate.
    ///
    /// - Parameters:
    ///   - other: a set compiled with the same zones, whose compiled policies are used again where they are the same.
    ///   - timeZones: the zones that time windows name; an unknown one makes its rule an error.
    package init(
        compiling documents: [PolicyDocument], reusing other: PolicySet? = nil, timeZones: @escaping TimeZoneLookup
    ) {
        let reader = PolicyRuleReader(timeZones: timeZones)
        let known = Dictionary((other?.policies ?? []).enumerated().map { ($1.document.key, $0) }) { first, _ in first }
        var policies: [Policy] = []
        var entries: [Entry] = []
        var problems: [CompileProblem] = []
        let ordered = documents.filter(\.isActive).map { (document: $0, path: $0.key.description) }
            .sorted { ($0.path, $0.document.version) < ($1.path, $1.document.version) }
        for (document, path) in ordered {
            let first = entries.count
            let content =
                known[document.key].flatMap { other?.content($0, ifOf: document) }
                ?? PolicyContent(document, reader: reader)
            for (index, rule) in content.rules.enumerated() {
                let source = document.source
                let line = source.map { index < $0.ruleLines.count ? $0.ruleLines[index] : $0.line }
                let reference = RuleReference(
                    policy: document.key, policyVersion: document.version, rule: rule.id,
                    digest: rule.contentDigest, file: source?.file,
                    line: line, reason: rule.reason)
                let place = JSONPointer(tokens: content.isReadable ? ["rules", String(index)] : [])
                problems += rule.problems.map {
                    CompileProblem(rule: reference, policy: path, problem: $0.below(place))
                }
                entries.append(Entry(rule: rule, policy: policies.count, reference: reference))
            }
            for (index, binding) in content.bindings.enumerated() {
                let place = JSONPointer(tokens: ["bindings", String(index)])
                problems += binding.problems.map { CompileProblem(rule: nil, policy: path, problem: $0.below(place)) }
            }
            policies.append(
                Policy(document: document, rules: first..<entries.count, bindings: content.bindings))
        }
        self.policies = policies
        rules = entries
        self.problems = problems
        index = PolicyIndex(policies: policies, rules: entries)
        digest = ContentDigest.of(
            JSONValue.array(ordered.map { ["path": .string($0.path), "spec": $0.document.spec] }))
    }

    /// The compiled policy of another set, where it was compiled from the same document.
    private func content(_ number: Int, ifOf document: PolicyDocument) -> PolicyContent? {
        let policy = policies[number]
        guard policy.document.key == document.key, policy.document.spec == document.spec else { return nil }
        return PolicyContent(rules: rules[policy.rules].map(\.rule), bindings: policy.bindings, of: document)
    }

    /// Whether some rule asks what is declared about a tool.
    package var asksAboutTools: Bool {
        rules.contains { $0.rule.conditions.contains { $0.key == .risk || $0.key == .traits } }
    }

    package var policyCount: Int { policies.count }
}

/// The rules and bindings of one policy's spec.
private struct PolicyContent {
    var rules: [PolicyRule] = []
    var bindings: [PolicyBinding] = []
    var isReadable = true

    init(rules: [PolicyRule], bindings: [PolicyBinding], of document: PolicyDocument) {
        self.rules = rules
        self.bindings = bindings
        isReadable =
            document.spec.object.map { Self.list("rules", $0) != nil && Self.list("bindings", $0) != nil } ?? false
    }

    init(_ document: PolicyDocument, reader: PolicyRuleReader) {
        let environment = document.key.environment
        guard let spec = document.spec.object, let rules = PolicyContent.list("rules", spec),
            let bindings = PolicyContent.list("bindings", spec)
        else {
            // What cannot be read at all might have been a guardrail over everything, so it denies everything.
            isReadable = false
            self.rules = [reader.rule(.string("unreadable policy"), index: 0)]
            self.bindings = [
                PolicyBinding(
                    ["scope": "org", "id": .string(document.key.organization ?? ""), "priority": 0],
                    policyEnvironment: environment)
            ]
            return
        }
        self.rules = rules.enumerated().map { reader.rule($0.element, index: $0.offset) }
        self.bindings = bindings.map { PolicyBinding($0, policyEnvironment: environment) }
    }

    /// Nil where there is something else than a list.
    private static func list(_ field: String, _ spec: JSONObject) -> [JSONValue]? {
        guard let value = spec[field] else { return [] }
        return value.array
    }
}
