import ReeveDiagnostics
import ReeveModel

/// Rules about all objects of a run together: what they refer to, what must be unique, what an environment asks.
package enum SetChecks {
    /// - Parameter stored: what the store has; nothing without a store.
    package static func check(_ set: ManifestSet, stored: StoredKeys = StoredKeys([])) async -> [Diagnostic] {
        let index = ObjectIndex(set, stored)
        async let references = ReferenceCheck.check(set, index: index) { stored.contains($0) }
        async let doubles = UniqueCheck.check(set)
        let versions = ServerVersionCheck.check(set, index: index)
        return await references + doubles + versions + together(set)
    }

    private static func together(_ set: ManifestSet) -> [Diagnostic] {
        TeamRulesCheck.check(set) + FallbackCheck.check(set) + TemplateUseCheck.check(set) + CurrencyCheck.check(set)
    }

    /// Warns of names of connections that nothing has.
    ///
    /// - Parameter stored: what the store has; nil without a store. Read only where the manifests lack a name.
    package static func checkNames(_ set: ManifestSet, stored: @autoclosure () -> StoredKeys? = nil) -> [Diagnostic] {
        guard ConnectionNameCheck.isAnyMissing(set) else { return [] }
        return ConnectionNameCheck.check(set, stored: stored())
    }
}
