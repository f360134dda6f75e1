internal import ReeveModel

/// What an allowed call still needs: the consent of people.
package struct ApprovalRequirement: Sendable, Hashable {
    package enum Approver: Sendable, Hashable {
        case user(String)
        case membership(String)
    }

    package let approvers: [Approver]
    /// How many different people.
    package let count: Int
    /// How long the question stays open.
    package let expires: Duration
    /// Whether the requester may not approve.
    package let isSeparate: Bool

    package init(approvers: [Approver], count: Int = 1, expires: Duration = .seconds(14_400), isSeparate: Bool = true) {
        self.approvers = approvers
        self.count = count
        self.expires = expires
        self.isSeparate = isSeparate
    }
}

extension ApprovalRequirement.Approver: CustomStringConvertible {
    /// Reads `user:NAME` or `membership:ROLE`.
    package init?(_ text: String) {
        if case .user(let name) = Requester(text) {
            self = .user(name)
            return
        }
        let role = text.dropFirst(PolicyBinding.membershipPrefix.count)
        guard text.hasPrefix(PolicyBinding.membershipPrefix), ObjectName.isValid(role) else { return nil }
        self = .membership(String(role))
    }

    package var description: String {
        switch self {
        case .user(let name): Requester.user(name).description
        case .membership(let role): PolicyBinding.membershipPrefix + role
        }
    }
}
