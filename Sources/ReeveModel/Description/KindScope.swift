/// Where objects of a kind live.
package enum KindScope: Sendable, Hashable {
    case global
    case organization
    /// In an organization, and may be narrowed to one environment; the name is unique in the organization.
    case organizationOrEnvironment
    case environment

    package var words: String {
        switch self {
        case .global: "global"
        case .organization: "org"
        case .organizationOrEnvironment: "org (+ env)"
        case .environment: "env"
        }
    }
}
