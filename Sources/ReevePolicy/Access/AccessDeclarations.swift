package import ReeveModel

/// What one side declares beside its policies. Each part is looked up when a rule asks for it, and none is kept.
package protocol AccessDeclarations: Sendable {
    /// In order.
    var agentKeys: [ObjectKey] { get }
    func agent(_ key: ObjectKey) -> AccessSide.Agent?
    /// What is declared about a tool.
    ///
    /// - Parameter address: `git/git_log`.
    func tool(_ address: String, in scope: Scope) -> ToolFacts?
    /// The addresses of all declared tools.
    var toolAddresses: [Scope: Set<String>] { get }
}
