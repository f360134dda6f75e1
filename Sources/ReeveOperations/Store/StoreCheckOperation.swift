import ReeveExecution
import ReeveStore

/// `store check`: reads everything that is stored, and says what contradicts itself.
package struct StoreCheckOperation: Sendable {
    package init() {}

    /// - Returns: one line a flaw; empty where all is well.
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
