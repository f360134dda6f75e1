package import ReeveJSON
package import ReeveModel

/// Which rule of which policy, and where it is written.
package struct RuleReference: Sendable, Hashable {
    package let policy: ObjectKey
    package let policyVersion: Int
    package let rule: String
    /// Over everything that the rule says but its id and its reason.
    package let digest: ContentDigest
    /// Nil for a policy that came from no file.
    package let file: String?
    package let line: Int?
    /// What the rule says to people.
    package let reason: String?

    /// `manifests/git.yaml:14`.
    package var place: String? { file.map { file in line.map { "\(file):\($0)" } ?? file } }
}

extension RuleReference: CustomStringConvertible {
    /// `acme/Policy/guardrails#no-destructive`.
    package var description: String { policy.description + "#" + rule }
}
