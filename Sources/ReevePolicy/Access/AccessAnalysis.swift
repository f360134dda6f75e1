package import ReeveJSON
package import ReeveModel
internal import ReevePattern

/// Who can call what, and what a change gives or takes.
package enum AccessAnalysis {
    package struct Difference: Sendable {
        /// What the new side allows and the old one did not surely allow.
        package let gained: [AccessGrant]
        /// What the old side allowed and the new one does not surely allow.
        package let lost: [AccessGrant]
        /// Both in words, in order of agents; what changes its conditions only is told once.
        package let statements: [AccessStatement]
        /// The work in pairs of an agent and a binding or a rule, for tests of how it grows.
        package let visits: Int

        package var isEmpty: Bool { gained.isEmpty && lost.isEmpty }
    }

    /// Compares two sides, in order of agents and of the rules.
    ///
    /// Only agents that changed, or that a changed policy or tool declaration concerns, are looked at. A grant whose
    /// conditions changed is among both; the statements tell it once.
    ///
    /// - Parameter changes: where the sides may differ beside their policies; nil for anywhere.
    package static func difference(
        from old: AccessSide, to new: AccessSide, changes: AccessChanges? = nil, at time: Timestamp
    ) -> Difference {
        var touched = TouchedAgents(old, new, changes)
        var before = AccessEvaluator(old)
        var after = AccessEvaluator(new)
        var gained: [AccessGrant] = []
        var lost: [AccessGrant] = []
        var statements: [AccessStatement] = []
        for (key, isOld, isNew) in merge(old.declarations.agentKeys, new.declarations.agentKeys) {
            if isOld, isNew, !touched.contains(key) { continue }
            let had = isOld ? old.declarations.agent(key).map { before.grants(of: $0, at: time) } ?? [] : []
            let has = isNew ? new.declarations.agent(key).map { after.grants(of: $0, at: time) } ?? [] : []
            let more = had.isEmpty ? has : has.filter { grant in !had.contains { grant.isCovered(by: $0) } }
            let less = has.isEmpty ? had : had.filter { grant in !has.contains { grant.isCovered(by: $0) } }
            statements += AccessStatement.tell(had: had, has: has, gained: more, lost: less)
            gained += more
            lost += less
        }
        return Difference(gained: gained, lost: lost, statements: statements, visits: before.visits + after.visits)
    }

    /// The grants of an action that reach a target, which may be a glob such as `tool:git/*`; nil for no glob.
    package static func whoCan(
        _ action: PolicyAction, _ target: String, in side: AccessSide, at time: Timestamp
    ) -> [AccessGrant]? {
        guard let glob = try? Glob.target(target) else { return nil }
        var evaluator = AccessEvaluator(side)
        return side.declarations.agentKeys
            .flatMap { key in side.declarations.agent(key).map { evaluator.grants(of: $0, at: time) } ?? [] }
            .filter { $0.action == action && $0.targets.meets(glob) }
    }

    /// The keys of two lists in order, with the lists that have them.
    private static func merge(_ old: [ObjectKey], _ new: [ObjectKey]) -> [(key: ObjectKey, isOld: Bool, isNew: Bool)] {
        var merged: [(key: ObjectKey, isOld: Bool, isNew: Bool)] = []
        merged.reserveCapacity(max(old.count, new.count))
        var (left, right) = (old[...], new[...])
        while let one = left.first, let other = right.first {
            let isSame = one == other
            if isSame || one < other { left.removeFirst() }
            if isSame || other < one { right.removeFirst() }
            merged.append(one < other ? (one, true, false) : (other, isSame, true))
        }
        return merged + left.map { ($0, true, false) } + right.map { ($0, false, true) }
    }
}

/// Tells which agents of both sides a change may concern.
private struct TouchedAgents {
    private let old: AccessSide
    private let new: AccessSide
    private let changes: AccessChanges?
    /// Policies whose content differs, by what they were and what they are.
    private lazy var oldPolicies = old.bindings(changedIn: new)
    private lazy var newPolicies = new.bindings(changedIn: old)
    private lazy var tools = ChangedTools(old, new, changes)

    init(_ old: AccessSide, _ new: AccessSide, _ changes: AccessChanges?) {
        self.old = old
        self.new = new
        self.changes = changes
    }

    mutating func contains(_ key: ObjectKey) -> Bool {
        let mayDiffer = changes?.mayConcern(key) ?? true
        if !mayDiffer, oldPolicies.isEmpty, newPolicies.isEmpty, tools.isEmpty { return false }
        guard let after = new.declarations.agent(key) else { return true }
        if mayDiffer, old.declarations.agent(key) != after { return true }
        return oldPolicies.concerns(after) || newPolicies.concerns(after)
            || tools.meet(after.grant.tools, in: key.scope)
    }
}

/// The tools whose declarations differ.
private struct ChangedTools {
    /// In order of their bytes, so that those with a common front stand together.
    private var addresses: [Scope: [String]] = [:]
    private var known: [Scope: [Glob: Bool]] = [:]

    init(_ old: AccessSide, _ new: AccessSide, _ changes: AccessChanges?) {
        let candidates =
            changes?.tools()
            ?? old.declarations.toolAddresses.merging(new.declarations.toolAddresses) { $0.union($1) }
        for (scope, candidates) in candidates {
            let changed = candidates.filter {
                old.declarations.tool($0, in: scope) != new.declarations.tool($0, in: scope)
            }
            if !changed.isEmpty { addresses[scope] = changed.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        }
    }

    var isEmpty: Bool { addresses.isEmpty }

    /// Whether a list covers one of them.
    mutating func meet(_ list: GrantCheck.Allowance, in scope: Scope) -> Bool {
        guard let addresses = addresses[scope] else { return false }
        return list.globs.contains { glob in
            if let answer = known[scope]?[glob] { return answer }
            let answer = Self.first(addresses, from: glob.literalPrefix).contains { glob.matches($0) }
            known[scope, default: [:]][glob] = answer
            return answer
        }
    }

    /// The addresses that begin with a prefix.
    private static func first(_ addresses: [String], from prefix: String) -> some Sequence<String> {
        var low = 0
        var high = addresses.count
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle].utf8.lexicographicallyPrecedes(prefix.utf8) { low = middle + 1 } else { high = middle }
        }
        return addresses[low...].lazy.prefix { $0.utf8.starts(with: prefix.utf8) }
    }
}

extension AccessSide {
    /// The bindings of those policies that another side has not, or has otherwise, and of those that name somebody who
    /// may submit work on one side only.
    fileprivate func bindings(changedIn other: AccessSide) -> AccessBindingIndex {
        let known = Dictionary(other.policies.policies.map { ($0.document.key, $0.document.spec) }) { first, _ in first
        }
        let moved = requesters.difference(from: other.requesters)
        let (all, requesters) = (policies.policies, requesters)
        return AccessBindingIndex(
            all,
            all.indices.filter { number in
                let policy = all[number]
                if known[policy.document.key] != policy.document.spec { return true }
                guard !moved.isEmpty, let organization = policy.document.key.organization else { return false }
                return policy.bindings.contains { binding in
                    binding.boundSubject.flatMap { BoundRequesters.Name(organization: organization, subject: $0) }
                        .map(moved.contains) ?? false
                }
            }, requesters: requesters)
    }
}
