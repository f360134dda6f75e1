package import ReeveModel

/// What a change gives, takes or makes otherwise, in words.
package struct AccessStatement: Sendable, Hashable {
    package enum Change: String, Sendable, Hashable {
        case gained
        case lost
        /// Allowed before and afterwards, but not under the same conditions.
        case changed
    }

    package let change: Change
    package let action: PolicyAction
    /// `agent acme/prod/bot may tool.invoke git/log only when arguments /n at most 5 (before: always)`.
    package let text: String
    /// The conditions after the change; for lost access, those before it.
    package let conditions: [ConditionKey]
    package let rule: RuleReference

    /// Tells what becomes of one agent.
    ///
    /// What is allowed on both sides for the same target is told once, with what holds now and what held before.
    static func tell(
        had: [AccessGrant], has: [AccessGrant], gained: [AccessGrant], lost: [AccessGrant]
    ) -> [AccessStatement] {
        if gained.isEmpty, lost.isEmpty { return [] }
        if had.isEmpty { return gained.map { AccessStatement(.gained, $0, $0.description) } }
        var statements: [AccessStatement] = []
        var told: Set<Pair> = []
        let (before, after) = (Dictionary(grouping: had, by: Pair.init), Dictionary(grouping: has, by: Pair.init))
        for grant in gained {
            let pair = Pair(grant)
            guard let former = before[pair] else {
                statements.append(AccessStatement(.gained, grant, grant.description))
                continue
            }
            if told.insert(pair).inserted { statements.append(changed(to: after[pair] ?? [grant], from: former)) }
        }
        for grant in lost {
            let pair = Pair(grant)
            if let now = after[pair] {
                if told.insert(pair).inserted { statements.append(changed(to: now, from: before[pair] ?? [grant])) }
                continue
            }
            statements.append(AccessStatement(.lost, grant, grant.description + kept(of: grant, in: has)))
        }
        return statements
    }

    /// A part that stays is told nowhere else; nothing for an agent with very many grants.
    private static func kept(of grant: AccessGrant, in has: [AccessGrant]) -> String {
        guard has.count <= 100 else { return "" }
        let kept = has.filter { $0.action == grant.action && $0.targets.isSurelyCovered(by: grant.targets) }
        guard !kept.isEmpty else { return "" }
        let words = kept.prefix(3).map { $0.target + ($0.suffix == grant.suffix ? "" : $0.suffix) }
        let rest = kept.count > 3 ? " and \(kept.count - 3) more" : ""
        return " (keeps " + words.joined(separator: ", ") + rest + ")"
    }

    private struct Pair: Hashable {
        let action: PolicyAction
        let target: String

        init(_ grant: AccessGrant) {
            action = grant.action
            target = grant.target
        }
    }

    private static func changed(to after: [AccessGrant], from before: [AccessGrant]) -> AccessStatement {
        let (now, former) = (alternatives(after), alternatives(before, always: " always"))
        // The difference may show in no word: a host may differ in its case alone.
        let words = now == former ? "other values than before" : "before:" + former
        return AccessStatement(.changed, after[0], after[0].subject + now + " (" + words + ")")
    }

    /// Rules are alternatives, so whichever condition is met counts.
    private static func alternatives(_ grants: [AccessGrant], always: String = "") -> String {
        var seen: Set<String> = []
        let words = grants.map(\.suffix).filter { seen.insert($0).inserted }
        return words.map { $0.isEmpty ? (grants.count > 1 ? " always" : always) : $0 }.joined(separator: ", or")
    }

    private init(_ change: Change, _ grant: AccessGrant, _ text: String) {
        self.change = change
        action = grant.action
        self.text = text
        conditions = grant.conditions
        rule = grant.rule
    }
}
