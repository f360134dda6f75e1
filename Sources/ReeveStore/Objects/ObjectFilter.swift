internal import ReeveModel

/// Which objects a listing shows. An object must fit every part that is given.
package struct ObjectFilter: Sendable, Hashable {
    package var kinds: Set<String>?
    /// The organization of the objects; objects of its environments fit too.
    package var organization: String?
    package var environment: String?
    package var owningSet: String?
    package var unownedOnly: Bool
    /// Labels that the object must have, with exactly these values.
    package var labels: [String: String]

    package init(
        kinds: Set<String>? = nil, organization: String? = nil, environment: String? = nil,
        owningSet: String? = nil, unownedOnly: Bool = false, labels: [String: String] = [:]
    ) {
        self.kinds = kinds
        self.organization = organization
        self.environment = environment
        self.owningSet = owningSet
        self.unownedOnly = unownedOnly
        self.labels = labels
    }

    package static let all = ObjectFilter()
}
