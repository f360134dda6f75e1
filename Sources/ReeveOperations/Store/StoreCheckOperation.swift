import ReeveExecution
import ReeveStore

/// `store check`: reads everything in the store, and reports what contradicts itself.
package struct StoreCheckOperation: Sendable {
    package init() {}

    /// - Returns: one line for each flaw; empty where there is none.
    package func run(in context: OperationContext) async throws(OperationError) -> [String] {
        try await OperationError.wrapping {
            let kept = try context.readCheckpoint()
            return try await context.withStore(.read, acceptsMismatch: true) { store in
                var flaws = try await store.integrityCheck()
                if let found = try await context.mismatch(of: store, kept: kept) { flaws.append(found.message) }
                do throws(StoreError) {
                    return try await flaws + DigestCheck.flaws(in: store) + store.contradictionsOfLog()
                } catch {
                    guard error.code == .corrupt else { throw error }
                    return flaws + [error.detail]
                }
            }
        }
    }
}
