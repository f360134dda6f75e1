internal import ReeveModel
internal import ReevePattern

extension PolicyIndex {
    /// Every candidate whose binding matches and whose target may match; a rule comes once for each binding.
    func candidates(for request: PolicyRequest) -> [Candidate] {
        var found: [Candidate] = []
        found.reserveCapacity(8)
        let target = request.target
        let whole = symbols[target.text]
        let head = target.head.flatMap { symbols[$0] }
        func take(_ bucket: Bucket) {
            if let whole, let candidates = bucket.byTarget[whole] { found += candidates }
            if let head, let candidates = bucket.byTarget[head] { found += candidates }
            switch target.kind {
            case .tool: found += bucket.tools
            case .resource: found += bucket.resources
            case .prompt: found += bucket.prompts
            case .agent: found += bucket.agents
            }
            found += bucket.unreadable
        }
        let everywhere = Scope(organization: request.organization)
        partitions[everywhere]?.forEachBucket(concerning: request, take)
        let here = Scope(organization: request.organization, environment: request.environment.name)
        partitions[here]?.forEachBucket(concerning: request, take)
        return found
    }
}

extension PolicyIndex.Partition {
    fileprivate func forEachBucket(concerning request: PolicyRequest, _ take: (PolicyIndex.Bucket) -> Void) {
        func look(_ holder: PolicyIndex.Holder) {
            if let bucket = buckets[holder] { take(bucket) }
        }
        look(.everyone)
        look(.environment(request.environment.name))
        if let agent = request.agent {
            look(.agent(agent.name))
            for role in agent.roles { look(.role(role)) }
            for team in agent.teams { look(.team(team)) }
        }
        let subject = request.subject
        if let user = subject.user { look(.user(user)) }
        if subject.isLocalAdministrator { look(.user(BoundSubject.anyLocalAdministrator.description)) }
        if let account = subject.serviceAccount { look(.serviceAccount(account)) }
        if let account = subject.requestingAccount, account != subject.serviceAccount { look(.serviceAccount(account)) }
        for role in subject.membershipRoles { look(.membership(role)) }
        let target = request.target
        guard let scope = target.scope, target.kind == .tool || target.kind == .resource else { return }
        look(.connection(scope))
        if target.kind == .tool {
            look(.tool(target.address))
            look(.toolsOfConnection(scope))
        } else {
            look(.namespace(scope))
        }
        for (kind, glob, bucket) in globs where kind == (target.kind == .tool ? .tool : .resourceNamespace) {
            if glob.matches(target.kind == .tool ? target.address : scope) { take(bucket) }
        }
    }
}
