package import ReeveModel

/// Who of those that `user` bindings name may submit work to an organization.
///
/// A local administrator always may, and so somebody has every membership role.
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

    /// Whether a `user` binding of this id can be met by somebody who submits work.
    func mayMatch(_ id: String, in organization: String) -> Bool {
        refused.isEmpty || !refused.contains(Name(organization: organization, bindingID: id))
    }

    /// Those who may on one side only.
    func difference(from other: BoundRequesters) -> Set<Name> { refused.symmetricDifference(other.refused) }
}

extension BoundRequesters.Name {
    init(organization: String, bindingID id: String) {
        let isPrefixed = id.hasPrefix(Requester.serviceAccountPrefix) || id.hasPrefix(Requester.localPrefix)
        self.init(organization: organization, requester: Requester(isPrefixed ? id : Requester.userPrefix + id))
    }
}

extension PolicySet {
    /// The users and service accounts that bindings name.
    package var boundRequesters: Set<BoundRequesters.Name> {
        var names: Set<BoundRequesters.Name> = []
        for policy in policies {
            for binding in policy.bindings where binding.scope == .user && binding.problems.isEmpty {
                guard let organization = policy.document.key.organization else { continue }
                names.insert(BoundRequesters.Name(organization: organization, bindingID: binding.id))
            }
        }
        return names
    }
}
