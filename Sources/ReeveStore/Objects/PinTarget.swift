internal import ReeveModel

/// What a pin is about.
package struct PinTarget: Sendable, Hashable, Comparable {
    package var organization: String
    package var environment: String
    /// The name of a connection, or the address `connection/tool` of a tool.
    package var address: String

    package init(organization: String, environment: String, address: String) {
        self.organization = organization
        self.environment = environment
        self.address = address
    }

    /// For example `acme/dev/files/read`.
    package var path: String { organization + "/" + environment + "/" + address }

    package static func < (lhs: PinTarget, rhs: PinTarget) -> Bool {
        (lhs.organization, lhs.environment, lhs.address) < (rhs.organization, rhs.environment, rhs.address)
    }
}
