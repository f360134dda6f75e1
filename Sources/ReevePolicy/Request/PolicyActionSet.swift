internal import ReeveModel

extension PolicyAction {
    var bit: UInt8 {
        switch self {
        case .toolInvoke: 1
        case .toolList: 2
        case .resourceRead: 4
        case .promptInvoke: 8
        case .agentInvoke: 16
        case .taskExecute: 32
        case .runApprove: 64
        }
    }
}

/// The actions that a rule's glob names.
struct PolicyActionSet: Sendable, Hashable {
    private var bits: UInt8

    static let all = PolicyActionSet(PolicyAction.allCases)

    init(_ actions: [PolicyAction]) { bits = actions.reduce(0) { $0 | $1.bit } }

    var isEmpty: Bool { bits == 0 }

    func contains(_ action: PolicyAction) -> Bool { bits & action.bit != 0 }
    func contains(_ other: PolicyActionSet) -> Bool { bits & other.bits == other.bits }
}
