import ReeveStore

/// Makes the store where it is not there yet; one that is there stays as it is.
package struct StoreInitOperation: Sendable {
    package init() {}

    package func run(in context: OperationContext) async throws(OperationError) -> StoreInfo {
        try await context.withStore(.create) { store in try await store.info() }
    }
}
