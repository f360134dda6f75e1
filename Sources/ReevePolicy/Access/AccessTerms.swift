internal import ReeveJSON
internal import ReeveModel

/// Under which conditions, for whom, and with which requirements a grant holds.
struct AccessTerms: Sendable, Hashable {
    /// ``PolicyRule/termsDigest``.
    let rule: ContentDigest
    let subjects: [String]
    let needsApproval: Bool
}
