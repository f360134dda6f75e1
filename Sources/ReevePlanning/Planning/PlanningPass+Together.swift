internal import ReeveModel

extension PlanningPass {
    /// Compares teams with their types as they are after the plan, those of other sets too. What was so before the plan
    /// is no mistake of it.
    ///
    /// Mistakes among declarations alone are reported earlier, when manifests are checked.
    mutating func checkTeams() {
        guard let before = snapshot.teams else { return }
        var after = before
        let isConcerned = replay(of: TeamRules.kinds, { after.remove($0) }, { after.put($0, spec: $1) })
        guard isConcerned else { return }
        let known = Set(before.violations())
        let found = after.violations().filter { !known.contains($0) }
        guard !found.isEmpty else { return }
        let declared = declarations(of: TeamRules.kinds)
        diagnostics += found.map { violation in violation.diagnostic { declared[$0] } }
    }

    /// The same for chains of `fallback`.
    mutating func checkFallbacks() {
        guard let before = snapshot.fallbacks else { return }
        var after = before
        let isConcerned = replay(of: [KindName.modelProvider], { after.remove($0) }, { after.put($0, spec: $1) })
        guard isConcerned else { return }
        let known = Set(before.cycles())
        let found = after.cycles().filter { !known.contains($0) }
        guard !found.isEmpty else { return }
        let declared = declarations(of: [KindName.modelProvider])
        diagnostics += found.map { cycle in FallbackChains.diagnostic(of: cycle) { declared[$0] } }
    }

    /// Takes away what the plan removes and then puts in what it writes, so that names may be swapped.
    ///
    /// - Returns: whether the plan does anything to objects of these kinds.
    private func replay(
        of kinds: Set<String>, _ remove: (ObjectKey) -> Void, _ put: (ObjectKey, String) -> Void
    ) -> Bool {
        let concerned = drafts.filter { kinds.contains($0.key.kind) && $0.action != .forget }
        for draft in concerned { remove(draft.key) }
        for draft in concerned {
            if let place = draft.desired {
                put(draft.finalKey, match.desired[place].spec)
            } else if let content = draft.after {
                put(draft.finalKey, content.spec)
            }
        }
        return !concerned.isEmpty
    }

    private func declarations(of kinds: Set<String>) -> [ObjectKey: ResourceObject] {
        Dictionary(match.desired.lazy.filter { kinds.contains($0.key.kind) }.map { ($0.key, $0) }) { first, _ in first }
    }
}
