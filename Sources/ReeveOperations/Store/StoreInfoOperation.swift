import ReeveStore

/// What the store is, and how much it holds.
package struct StoreInfoOperation: Sendable {
    package init() {}

    package func run(in context: OperationContext) async throws(OperationError) -> StoreInfo {
        try await context.withStore(.read) { store in try await store.info() }
    }
}
