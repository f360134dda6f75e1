internal import ReeveJSON
internal import ReeveModel

extension PolicySet {
    /// Decides a request.
    ///
    /// Of the rules that match, those of the smallest priority decide; a deny among them wins, and without any the
    /// answer is deny. For `tool.list` allow rules have no effect: it is denied by a matching deny, and otherwise
    /// allowed where some call of the tool could be.
    package func decide(_ request: PolicyRequest) -> PolicyDecision { decide(request, deferring: []) }

    /// Decides as far as it can be told now: what `deferred` conditions ask is taken in the request's favour.
    ///
    /// A denial here stands whatever comes; an allow is not yet one. For submission use
    /// ``ConditionKey/decidedLater``.
    package func decide(_ request: PolicyRequest, deferring deferred: Set<ConditionKey>) -> PolicyDecision {
        guard request.action == .toolList else { return combine(evaluate(request, deferring: deferred)) }
        let deferred = deferred.union(ConditionKey.decidedByCall)
        var listing = evaluate(request, deferring: deferred)
        listing.matches.removeAll { rules[$0.rule].rule.effect == .allow }
        if !listing.matches.isEmpty || listing.failures.contains(where: { rules[$0.rule].rule.effect == .deny }) {
            return combine(listing)
        }
        var invocation = request
        invocation.action = .toolInvoke
        return combine(evaluate(invocation, deferring: deferred))
    }

    /// Why the first of the allow rules that name the action and the target, and are bound to the request, does not
    /// match; nil where there is no such rule.
    ///
    /// `repo-reading#log: arguments /max_count: 500 is above 50`. The words quote arguments of the request; whoever
    /// prints or stores them redacts them first.
    package func nearestMiss(_ request: PolicyRequest) -> String? {
        let allowing = index.candidates(for: request).filter { candidate in
            let rule = rules[Int(candidate.rule)].rule
            return rule.effect == .allow && rule.names(request.action, request.target)
                && (!candidate.needsBindingCheck || binding(of: candidate).matches(request))
        }
        guard let first = allowing.min(by: { ($0.priority, $0.rule) < ($1.priority, $1.rule) }) else { return nil }
        let entry = rules[Int(first.rule)]
        let (outcome, why) = entry.rule.explain(request)
        return outcome == .matched ? nil : "\(entry.reference.policy.name)#\(entry.reference.rule): \(why)"
    }

    private struct Hit {
        let rule: Int
        let priority: Int
        var error: ConditionError?
    }

    private struct Evaluation {
        var matches: [Hit] = []
        var failures: [Hit] = []
    }

    private func evaluate(_ request: PolicyRequest, deferring deferred: Set<ConditionKey>) -> Evaluation {
        var candidates = index.candidates(for: request)
        // One rule under several bindings counts once, at its smallest priority; the sort brings that one first.
        if candidates.count > 1 {
            candidates.sort { left, right in
                if left.rule != right.rule { return left.rule < right.rule }
                if left.isBindingBroken != right.isBindingBroken { return right.isBindingBroken }
                return left.priority < right.priority
            }
        }
        var evaluation = Evaluation()
        var done: (rule: Int32, isBindingBroken: Bool)?
        for candidate in candidates {
            if let done, done == (candidate.rule, candidate.isBindingBroken) { continue }
            // Rules are used where they lie: a copy of one would cost more than most conditions.
            let rule = Int(candidate.rule)
            guard rules[rule].rule.names(request.action, request.target) else { continue }
            if candidate.needsBindingCheck, !binding(of: candidate).matches(request) { continue }
            done = (candidate.rule, candidate.isBindingBroken)
            var hit = Hit(rule: rule, priority: Int(candidate.priority))
            if candidate.isBindingBroken {
                let problem = binding(of: candidate).problems.first
                hit.error = ConditionError(
                    .invalidBinding, pointer: problem?.pointer ?? JSONPointer(), detail: problem?.message ?? "")
                evaluation.failures.append(hit)
                continue
            }
            switch rules[rule].rule.evaluate(request, deferring: deferred) {
            case .holds: evaluation.matches.append(hit)
            case .fails: continue
            case .error(let error):
                hit.error = error
                evaluation.failures.append(hit)
            }
        }
        return evaluation
    }

    func binding(of candidate: PolicyIndex.Candidate) -> PolicyBinding {
        policies[rules[Int(candidate.rule)].policy].bindings[Int(candidate.binding)]
    }

    private func combine(_ evaluation: Evaluation) -> PolicyDecision {
        // Most requests meet one rule, and most others none.
        if evaluation.failures.isEmpty, evaluation.matches.count <= 1 {
            let matched = evaluation.matches.map(match)
            let effect = matched.first?.effect ?? .deny
            return PolicyDecision(
                effect: effect, priority: matched.first?.priority, deciding: matched, matched: matched, errors: [],
                obligations: effect == .allow ? evaluation.matches.compactMap(obligation) : [], policySet: digest)
        }
        // Rules are numbered in order of policy and place, so this is by priority, policy and place.
        let matches = evaluation.matches.sorted { ($0.priority, $0.rule) < ($1.priority, $1.rule) }
        let failures = evaluation.failures.sorted { ($0.priority, $0.rule) < ($1.priority, $1.rule) }
        let failedDenies = failures.filter { rules[$0.rule].rule.effect == .deny }
        let first = [matches.first?.priority, failedDenies.first?.priority].compactMap { $0 }.min()
        let denies =
            (matches.filter { rules[$0.rule].rule.effect == .deny } + failedDenies).filter { $0.priority == first }
        let deciding = denies.isEmpty ? matches.filter { $0.priority == first } : denies
        let isAllowed = denies.isEmpty && !deciding.isEmpty
        return PolicyDecision(
            effect: isAllowed ? .allow : .deny, priority: first,
            deciding: deciding.sorted { $0.rule < $1.rule }.map(match), matched: matches.map(match),
            errors: failures.map { hit in
                PolicyDecision.Failure(
                    rule: rules[hit.rule].reference, effect: rules[hit.rule].rule.effect, priority: hit.priority,
                    error: hit.error ?? ConditionError(.invalidRule))
            },
            obligations: isAllowed ? deciding.compactMap(obligation) : [], policySet: digest)
    }

    private func match(_ hit: Hit) -> PolicyDecision.Match {
        PolicyDecision.Match(
            rule: rules[hit.rule].reference, effect: rules[hit.rule].rule.effect, priority: hit.priority)
    }

    private func obligation(_ hit: Hit) -> PolicyDecision.Obligation? {
        rules[hit.rule].rule.approval.map {
            PolicyDecision.Obligation(rule: rules[hit.rule].reference, approval: $0)
        }
    }
}
