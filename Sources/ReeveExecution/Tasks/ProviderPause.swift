internal import ReeveStore

extension Store {
    /// Whether somebody has paused the provider, in the scope's environment or in its whole organization.
    func isPaused(provider name: String, in scope: ExecutionScope) async throws(StoreError) -> Bool {
        let targets = ["", scope.environment].map {
            PauseTarget(kind: .provider, organization: scope.organization, environment: $0, name: name)
        }
        return try await read { rows throws(StoreError) in try rows.pauses().contains { targets.contains($0.target) } }
    }
}
