package import ReeveJSON

/// What a run has used, what it was decided by, and the digest of its result.
package struct RunUsage: Sendable, Hashable {
    package var resultDigest: ContentDigest?
    package var exitCode: Int?
    package var templateVersion: String?
    /// How the template was chosen.
    package var templateSource: String?
    package var provider: String?
    package var model: String?
    package var tokensIn: Int64?
    package var tokensOut: Int64?
    /// The cost in micro-units of ``currency``.
    package var cost: Int64?
    package var currency: String?
    package var policySetDigest: ContentDigest?
    package var pinDigest: ContentDigest?
}
