import ReeveManifest
import ReeveStore

/// Opens the stores of projects: the place where concrete stores are handed in.
package struct StoreOpening: Sendable {
    /// Whether the store of a project is there. One that cannot be looked at is not taken for missing.
    package var isThere: @Sendable (Project) throws(StoreError) -> Bool
    /// The third argument is told once for each wait of about a second or more for another process.
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
