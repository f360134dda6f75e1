package import ReeveJSON
package import ReeveModel
internal import ReevePattern

/// What was granted beside the policies. Grants are intersected: each that applies must cover the call.
///
/// A glob that cannot be read grants nothing.
package struct GrantCheck: Sendable {
    /// An allow-list of globs.
    package struct Allowance: Sendable, Hashable {
        let globs: [Glob]

        /// Tool addresses, as an agent or a task lists them.
        package static func tools(_ texts: [String]) -> Allowance {
            Allowance(globs: texts.compactMap { try? Glob($0) })
        }

        /// Actions, as a service account or a token lists them.
        package static func actions(_ texts: [String]) -> Allowance {
            Allowance(globs: texts.compactMap { try? Glob.action($0) })
        }

        package func covers(_ text: String) -> Bool { globs.contains { $0.matches(text) } }
    }

    package struct Agent: Sendable, Hashable {
        package let name: String
        package let isEnabled: Bool
        package let tools: Allowance

        package init(name: String, isEnabled: Bool, tools: [String]) {
            self.name = name
            self.isEnabled = isEnabled
            self.tools = .tools(tools)
        }
    }

    package struct ServiceAccount: Sendable, Hashable {
        package let name: String
        package let isEnabled: Bool
        /// From then on it may do nothing.
        package let expiresAt: Timestamp?
        package let scopes: Allowance

        package init(name: String, isEnabled: Bool, expiresAt: Timestamp? = nil, scopes: [String]) {
            self.name = name
            self.isEnabled = isEnabled
            self.expiresAt = expiresAt
            self.scopes = .actions(scopes)
        }
    }

    /// Why a call is not granted, whatever the policies say.
    package enum Refusal: Error, Sendable, Hashable {
        /// Nobody of this name is there: no user, no service account of the organization.
        case requesterUnknown(String)
        /// What the store has about the requester cannot be read, or is not as reeve wrote it.
        case requesterUnreadable(String)
        case userInactive(String)
        /// Whoever submits work needs an active membership in its organization.
        case notMember(String, organization: String)
        case agentDisabled(String)
        case toolDisabled(String)
        case toolNotInAgent(tool: String, agent: String)
        case toolNotInTask(tool: String)
        case serviceAccountDisabled(String)
        case serviceAccountExpired(String, at: Timestamp)
        case actionNotInScopes(action: PolicyAction, serviceAccount: String)
        case actionNotInToken(PolicyAction)
    }

    /// Nil where no agent acts; then there is no list that a tool must be on.
    package var agent: Agent?
    package var serviceAccount: ServiceAccount?
    /// Who submitted the work; nil where nobody is asked for.
    package var requester: ResolvedRequester?
    /// The task's own list; nil where there is none.
    package var taskTools: Allowance?
    /// The token's scopes; nil where none is used.
    package var tokenScopes: Allowance?
    /// What the tool's declaration says; true where there is none.
    package var isToolEnabled: Bool

    package init(
        agent: Agent?, serviceAccount: ServiceAccount? = nil, requester: ResolvedRequester? = nil,
        taskTools: Allowance? = nil, tokenScopes: Allowance? = nil, isToolEnabled: Bool = true
    ) {
        self.agent = agent
        self.serviceAccount = serviceAccount
        self.requester = requester
        self.taskTools = taskTools
        self.tokenScopes = tokenScopes
        self.isToolEnabled = isToolEnabled
    }

    /// Everything that refuses the action; empty where all grants cover it.
    package func refusals(of action: PolicyAction, on target: PolicyTarget, at now: Timestamp) -> [Refusal] {
        var refusals: [Refusal] = []
        if let refusal = requester?.refusal { refusals.append(refusal) }
        if let agent, !agent.isEnabled { refusals.append(.agentDisabled(agent.name)) }
        if target.kind == .tool, action == .toolInvoke || action == .toolList {
            let address = target.address
            if !isToolEnabled { refusals.append(.toolDisabled(address)) }
            if let agent, !agent.tools.covers(address) {
                refusals.append(.toolNotInAgent(tool: address, agent: agent.name))
            }
            if let taskTools, !taskTools.covers(address) { refusals.append(.toolNotInTask(tool: address)) }
        }
        for account in Set([serviceAccount, requester?.account].compactMap { $0 }).sorted(by: { $0.name < $1.name }) {
            if !account.isEnabled, requester?.refusal != .serviceAccountDisabled(account.name) {
                refusals.append(.serviceAccountDisabled(account.name))
            }
            if let expiry = account.expiresAt, now >= expiry {
                refusals.append(.serviceAccountExpired(account.name, at: expiry))
            }
            if !account.scopes.covers(action.rawValue) {
                refusals.append(.actionNotInScopes(action: action, serviceAccount: account.name))
            }
        }
        if let tokenScopes, !tokenScopes.covers(action.rawValue) { refusals.append(.actionNotInToken(action)) }
        return refusals
    }
}

extension GrantCheck.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .requesterUnknown(let requester): "the requester '\(requester)' does not exist"
        case .requesterUnreadable(let requester):
            "what the store has about the requester '\(requester)' is not as reeve wrote it; 'reeve store check' has the rows"
        case .userInactive(let user): "user '\(user)' is not active"
        case .notMember(let requester, let organization):
            "the requester '\(requester)' has no active membership in '\(organization)'"
        case .agentDisabled(let agent): "agent '\(agent)' is disabled"
        case .toolDisabled(let tool): "tool '\(tool)' is disabled"
        case .toolNotInAgent(let tool, let agent): "'\(tool)' is not in the tools of agent '\(agent)'"
        case .toolNotInTask(let tool): "'\(tool)' is not in the tools of the task"
        case .serviceAccountDisabled(let account): "service account '\(account)' is disabled"
        case .serviceAccountExpired(let account, let expiry): "service account '\(account)' expired at \(expiry)"
        case .actionNotInScopes(let action, let account):
            "'\(action.rawValue)' is not in the scopes of service account '\(account)'"
        case .actionNotInToken(let action): "'\(action.rawValue)' is not in the scopes of the token"
        }
    }
}
