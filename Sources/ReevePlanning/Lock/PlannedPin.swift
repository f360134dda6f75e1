package import ReeveJSON
internal import ReeveModel

/// A pin that a plan sets, moves or removes; always the risk `tool-changed`.
package struct PlannedPin: Sendable, Hashable {
    package let address: ToolLock.Address
    package let before: ContentDigest?
    package let after: ContentDigest?
    /// How the definition differs, where the caller compared it: `additive`, `breaking` ...
    package var verdict: String?

    package init(address: ToolLock.Address, before: ContentDigest?, after: ContentDigest?, verdict: String? = nil) {
        self.address = address
        self.before = before
        self.after = after
        self.verdict = verdict
    }
}
