import ReeveDiagnostics
import ReeveStore

/// `store new-key`: continues with a new key where the old one is lost for good.
package struct NewKeyOperation: Sendable {
    package init() {}

    /// - Returns: the path of the public half.
    package func run(in context: OperationContext) async throws(OperationError) -> String {
        let key = context.signingKey
        guard !key.isThere else {
            throw .refused(
                "the key '\(key.path)' is there", code: "key.exists", help: "a key that is there is never replaced")
        }
        return try await context.withStore(.write, acceptsMismatch: true) { store in
            let last = try await store.read { rows throws(StoreError) in try rows.lastCheckpoint() }
            if let last { try await context.replaceKey(of: store, last: last) }
            try await context.sign(store)
            return key.publicPath
        }
    }
}
