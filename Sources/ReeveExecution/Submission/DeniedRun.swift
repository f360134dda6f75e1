package import ReevePolicy

/// A run that policy refuses whatever comes.
package struct DeniedRun: Sendable {
    package let item: String
    package let cell: String
    package let message: String
    package let decision: PolicyDecision?
}
