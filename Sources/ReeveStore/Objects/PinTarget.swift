internal import ReeveModel

/// What a pin speaks of.
package struct PinTarget: Sendable, Hashable, Comparable {
    package var organization: String
    package var environment: String
    /// A connection's name, or a tool address `connection/tool`.
    package var address: String

    package init(organization: String, environment: String, address: String) {
        self.organization = organization
        self.environment = environment
        self.address = address
    }

    /// `acme/dev/files/read`.
    package var path: String { organization + "/" + environment + "/" + address }

    package static func < (lhs: PinTarget, rhs: PinTarget) -> Bool {
        (lhs.organization, lhs.environment, lhs.address) < (rhs.organization, rhs.environment, rhs.address)
    }
}
