import ReeveManifest
import ReeveStore

/// Opens the stores of projects. The caller hands the concrete stores in here.
package struct StoreOpening: Sendable {
    /// Whether the store of a project exists. Throws where that cannot be found out, so that such a store does not
    /// count as missing.
    package var isThere: @Sendable (Project) throws(StoreError) -> Bool
    /// The last argument is called once for each wait of more than about a second for another process.
    package var open:
        @Sendable (Project, StoreMode, Duration, @escaping @Sendable (LockHolder) -> Void)
            async throws(StoreError) -> any Store

    package init(
        isThere: @escaping @Sendable (Project) throws(StoreError) -> Bool,
        open:
            @escaping @Sendable (Project, StoreMode, Duration, @escaping @Sendable (LockHolder) -> Void)
            async throws(StoreError) -> any Store
    ) {
        self.isThere = isThere
        self.open = open
    }
}
