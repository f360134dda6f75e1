package import ReevePolicy

/// A run that policy would deny by the manifests alone, whatever happens before it starts.
package struct DeniedRun: Sendable {
    package let item: String
    package let cell: String
    package let message: String
    package let decision: PolicyDecision?
}
