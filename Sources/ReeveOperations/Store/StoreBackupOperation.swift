import ReeveStore

/// Writes a consistent copy of the store while others work on it.
package struct StoreBackupOperation: Sendable {
    private let path: String

    /// - Parameter path: a file that does not exist yet.
    package init(to path: String) { self.path = path }

    /// - Throws: ``OperationError`` with `alreadyExists` where the file exists.
    package func run(in context: OperationContext) async throws(OperationError) {
        let (named, path) = (path, context.absolute(path))
        try await context.withStore(.read) { store in
            do throws(StoreError) {
                try await store.backup(to: path)
            } catch {
                // The file is told by the name that the caller gave it.
                guard case .alreadyExists = error.code else { throw error }
                throw StoreError(.alreadyExists(.store(named)), named)
            }
        }
    }
}
