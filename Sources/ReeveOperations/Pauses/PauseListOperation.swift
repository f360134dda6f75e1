import ReeveModel
import ReeveStore

/// `pause list`: the pauses in force, with the runs that wait for them.
package struct PauseListOperation: Sendable {
    package init() {}

    package func run(in context: OperationContext) async throws(OperationError) -> [(pause: Pause, held: Int)] {
        let scope = context.scope.named
        return try await context.withStore(.read) { store in
            try await store.read { rows throws(StoreError) in
                let held = Dictionary(try rows.heldRuns().map { ($0.pause, $0.count) }) { first, _ in first }
                return try rows.pauses().filter { Self.isShown($0.target, scope) }.map { ($0, held[$0] ?? 0) }
            }
        }
    }

    /// A queue belongs to no scope and is shown in all.
    private static func isShown(_ target: PauseTarget, _ scope: NamedScope) -> Bool {
        let organization = target.kind == .organization ? target.name : target.organization
        if target.kind == .queue { return true }
        if let wanted = scope.organization, wanted != organization { return false }
        guard let wanted = scope.environment, !target.environment.isEmpty else { return true }
        return wanted == target.environment
    }
}
