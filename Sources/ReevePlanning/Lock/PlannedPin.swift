package import ReeveJSON
internal import ReeveModel

/// A pin that a plan sets, moves or removes. It always has the risk `tool-changed`.
package struct PlannedPin: Sendable, Hashable {
    package let address: ToolLock.Address
    package let before: ContentDigest?
    package let after: ContentDigest?
    /// How the definition has changed (`additive`, `breaking` ...); nil where the caller did not compare it.
    package var verdict: String?

    package init(address: ToolLock.Address, before: ContentDigest?, after: ContentDigest?, verdict: String? = nil) {
        self.address = address
        self.before = before
        self.after = after
        self.verdict = verdict
    }
}
