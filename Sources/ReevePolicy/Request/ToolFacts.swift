package import ReeveModel

/// What a manifest declares about a tool; a server's own claims are never put here.
package struct ToolFacts: Sendable, Hashable {
    /// Nil is not declared, which counts as high.
    package var risk: RiskLevel?
    /// Nil is not declared, which counts as every trait; empty is none.
    package var traits: Set<ToolTrait>?

    package init(risk: RiskLevel? = nil, traits: Set<ToolTrait>? = nil) {
        self.risk = risk
        self.traits = traits
    }
}
