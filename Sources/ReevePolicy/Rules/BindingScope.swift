internal import ReeveModel

/// What a binding's `id` names.
package enum BindingScope: String, Sendable, Hashable, CaseIterable {
    case organization = "org"
    case environment = "env"
    case agent
    case tool
    case role
    case user
    case resourceNamespace = "resource_ns"
    case team
    case connection
}
