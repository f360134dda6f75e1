/// What a rule says, and what a decision is.
package enum PolicyEffect: String, Sendable, Hashable, CaseIterable {
    case allow
    case deny
}
