internal import ReeveModel

/// The reaches of one agent for one action.
struct AgentReaches {
    /// By bindings that name the agent, in order.
    let own: [AccessReach]
    let wide: AccessReachTable

    var isEmpty: Bool { own.isEmpty && wide.reaches.isEmpty }

    /// In order; all that may meet a target with this front.
    func candidates(_ front: String?) -> [AccessReach] {
        let shared = wide.reaches.isEmpty ? [] : wide.candidates(front)
        if own.isEmpty || shared.isEmpty { return own.isEmpty ? shared : own }
        return (own + shared).sorted { $0.order < $1.order }
    }
}
