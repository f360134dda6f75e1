package import ReeveModel

/// Who of those that `user` bindings name may submit work to an organization.
///
/// A local administrator always may, so every membership role has somebody who may.
package struct BoundRequesters: Sendable, Hashable {
    /// A name in a binding, as a requester of work in the policy's organization.
    package struct Name: Sendable, Hashable {
        package let organization: String
        /// `user:anna`, `service-account:ci`.
        package let requester: Requester

        package init(organization: String, requester: Requester) {
            self.organization = organization
            self.requester = requester
        }
    }

    private var refused: Set<Name>

    /// - Parameter refused: the others may.
    package init(refusing refused: Set<Name> = []) { self.refused = refused }

    /// Whether a `user` binding to this subject can be met by somebody who submits work.
    func mayMatch(_ subject: BoundSubject, in organization: String) -> Bool {
        guard !refused.isEmpty, let name = Name(organization: organization, subject: subject) else { return true }
        return !refused.contains(name)
    }

    /// The names that may submit work on one side only.
    func difference(from other: BoundRequesters) -> Set<Name> { refused.symmetricDifference(other.refused) }
}

extension BoundRequesters.Name {
    /// Nil for every local administrator: they are no one requester, and one of them may always submit work.
    init?(organization: String, subject: BoundSubject) {
        guard case .requester(let requester) = subject else { return nil }
        self.init(organization: organization, requester: requester)
    }
}

extension PolicySet {
    /// The users and service accounts that bindings name.
    package var boundRequesters: Set<BoundRequesters.Name> {
        var names: Set<BoundRequesters.Name> = []
        for policy in policies {
            guard let organization = policy.document.key.organization else { continue }
            for subject in policy.bindings.compactMap(\.boundSubject) {
                if let name = BoundRequesters.Name(organization: organization, subject: subject) { names.insert(name) }
            }
        }
        return names
    }
}
