package import ReeveModel

/// Where two sides may declare different things; elsewhere they are known to be the same.
package struct AccessChanges: Sendable {
    /// Whether an agent of both sides may differ, its environment and its account included.
    let mayConcern: @Sendable (ObjectKey) -> Bool
    /// Addresses of tools that may be declared differently; asked only where an agent is on both sides.
    let tools: @Sendable () -> [Scope: Set<String>]

    package init(
        mayConcern: @escaping @Sendable (ObjectKey) -> Bool, tools: @escaping @Sendable () -> [Scope: Set<String>]
    ) {
        self.mayConcern = mayConcern
        self.tools = tools
    }
}
