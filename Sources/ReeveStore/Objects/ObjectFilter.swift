internal import ReeveModel

/// Which objects a listing wants; every given part must hold.
package struct ObjectFilter: Sendable, Hashable {
    package var kinds: Set<String>?
    /// Objects of this organization, its environments included.
    package var organization: String?
    package var environment: String?
    package var owningSet: String?
    package var unownedOnly: Bool
    /// Labels that the object carries with exactly these values.
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
