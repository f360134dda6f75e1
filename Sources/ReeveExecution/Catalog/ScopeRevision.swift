package import ReeveStore

/// The state of the store that a scope was made from.
package struct ScopeRevision: Sendable, Hashable {
    package let serial: Int64
    /// A counter that every sync raises which has changed a definition of the environment.
    package let tools: String

    /// The key of the store's value that ``tools`` is kept under.
    package static func toolsKey(organization: String, environment: String) -> String {
        "execution.tools.\(organization)/\(environment)"
    }

    package static func read(
        _ rows: any StoreReading, organization: String, environment: String
    ) throws(StoreError) -> ScopeRevision {
        ScopeRevision(
            serial: try rows.head().serial,
            tools: try rows.value(forKey: toolsKey(organization: organization, environment: environment)) ?? "0")
    }
}
