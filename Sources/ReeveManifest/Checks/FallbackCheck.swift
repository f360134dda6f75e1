import ReeveDiagnostics
import ReeveModel

/// A provider that failed is not asked again in its own place: chains of `fallback` have an end.
enum FallbackCheck {
    static func check(_ set: ManifestSet) -> [Diagnostic] {
        var chains = FallbackChains()
        let objects = RelatedObjects(set, of: [KindName.modelProvider])
        for object in objects.all { chains.put(object.key, spec: object.spec) }
        return chains.cycles().map { FallbackChains.diagnostic(of: $0, in: objects.object) }
    }
}
