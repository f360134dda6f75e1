internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// Finds the rules that concern a request without touching the others.
///
/// Rules lie under whom they are bound to and, below that, under the literal front of their target. A request looks
/// under its own few names only; just tool and namespace bindings whose connection is a wildcard are tried in turn.
struct PolicyIndex: Sendable {
    /// Whom a rule is bound to.
    enum Holder: Sendable, Hashable {
        case everyone
        case environment(String)
        case agent(String)
        case role(String)
        case membership(String)
        case user(String)
        case serviceAccount(String)
        case team(String)
        case connection(String)
        /// A tool's address, or the connection of a glob over addresses.
        case tool(String)
        case toolsOfConnection(String)
        case namespace(String)
    }

    /// A rule by way of one binding.
    struct Candidate: Sendable {
        let rule: Int32
        /// Into the policy's bindings.
        let binding: Int32
        let priority: Int32
        let isBindingBroken: Bool
        /// Whether the index found the binding by a part of its glob only.
        let needsBindingCheck: Bool
    }

    struct Bucket: Sendable {
        /// By the symbol of a whole target, or of its front up to the first `/`.
        var byTarget: [Int32: [Candidate]] = [:]
        /// By the target's kind.
        var tools: [Candidate] = []
        var resources: [Candidate] = []
        var prompts: [Candidate] = []
        var agents: [Candidate] = []
        /// Rules whose target cannot be read.
        var unreadable: [Candidate] = []
    }

    struct Partition: Sendable {
        var buckets: [Holder: Bucket] = [:]
        /// Bindings that no single name leads to.
        var globs: [(scope: BindingScope, glob: Glob, bucket: Bucket)] = []
    }

    let partitions: [Scope: Partition]
    let symbols: [String: Int32]

    init(policies: [PolicySet.Policy], rules: [PolicySet.Entry]) {
        var globs: [Scope: [GlobKey: Bucket]] = [:]
        var partitions: [Scope: Partition] = [:]
        var symbols: [String: Int32] = [:]
        for policy in policies {
            for (number, binding) in policy.bindings.enumerated() {
                let organization = policy.document.key.organization
                if binding.problems.isEmpty, binding.scope == .organization, binding.id != organization { continue }
                let scope = Scope(organization: organization, environment: binding.environment)
                let holder = PolicyIndex.holder(binding)
                var needsCheck = false
                if case .toolsOfConnection = holder { needsCheck = true }
                for rule in policy.rules {
                    let candidate = Candidate(
                        rule: Int32(rule), binding: Int32(number), priority: Int32(binding.priority),
                        isBindingBroken: !binding.problems.isEmpty, needsBindingCheck: needsCheck)
                    if let holder {
                        partitions[scope, default: Partition()].buckets[holder, default: Bucket()]
                            .add(candidate, rules[rule].rule.target, &symbols)
                    } else if let glob = binding.glob {
                        let key = GlobKey(scope: binding.scope, glob: glob)
                        globs[scope, default: [:]][key, default: Bucket()]
                            .add(candidate, rules[rule].rule.target, &symbols)
                    }
                }
            }
        }
        for (scope, buckets) in globs {
            partitions[scope, default: Partition()].globs = buckets.map { ($0.key.scope, $0.key.glob, $0.value) }
        }
        self.partitions = partitions
        self.symbols = symbols
    }

    private struct GlobKey: Hashable {
        let scope: BindingScope
        let glob: Glob
    }

    /// The one name that leads to a binding; nil where only trying its glob does.
    private static func holder(_ binding: PolicyBinding) -> Holder? {
        guard binding.problems.isEmpty else { return .everyone }
        let id = binding.id
        switch binding.scope {
        case .organization: return .everyone
        case .environment: return .environment(id)
        case .agent: return .agent(id)
        case .team: return .team(id)
        case .connection: return .connection(id)
        case .role:
            let prefix = PolicyBinding.membershipPrefix
            return id.hasPrefix(prefix) ? .membership(String(id.dropFirst(prefix.count))) : .role(id)
        case .user:
            guard case .requester(.serviceAccount(let name, organization: nil))? = binding.boundSubject else {
                return .user(id)
            }
            return .serviceAccount(name)
        case .tool:
            guard let glob = binding.glob else { return nil }
            if glob.isLiteral { return .tool(glob.literalPrefix) }
            guard let slash = glob.literalPrefix.firstIndex(of: "/") else { return nil }
            return .toolsOfConnection(String(glob.literalPrefix[..<slash]))
        case .resourceNamespace: return binding.glob?.isLiteral == true ? .namespace(id) : nil
        }
    }
}

extension PolicyIndex.Bucket {
    /// - Parameter symbols: the names of targets, which grow.
    fileprivate mutating func add(
        _ candidate: PolicyIndex.Candidate, _ target: Glob?, _ symbols: inout [String: Int32]
    ) {
        guard let target else {
            unreadable.append(candidate)
            return
        }
        let prefix = target.literalPrefix
        if target.isLiteral {
            byTarget[symbols.symbol(prefix), default: []].append(candidate)
        } else if let slash = prefix.firstIndex(of: "/") {
            byTarget[symbols.symbol(String(prefix[...slash])), default: []].append(candidate)
        } else {
            switch PolicyTarget.Kind(rawValue: String(prefix.prefix { $0 != ":" })) {
            case .tool: tools.append(candidate)
            case .resource: resources.append(candidate)
            case .prompt: prompts.append(candidate)
            case .agent: agents.append(candidate)
            case nil: unreadable.append(candidate)
            }
        }
    }
}

extension [String: Int32] {
    fileprivate mutating func symbol(_ text: String) -> Int32 {
        if let known = self[text] { return known }
        let new = Int32(count)
        self[text] = new
        return new
    }
}
