import ReeveDiagnostics
import ReeveModel

/// Teams of the manifests beside their types: roles that the type allows, also after the type has changed, and one
/// active team where it allows one. Teams and types that only the store has are judged when a plan is made.
enum TeamRulesCheck {
    static func check(_ set: ManifestSet) -> [Diagnostic] {
        var rules = TeamRules()
        let objects = RelatedObjects(set, of: TeamRules.kinds)
        for object in objects.all { rules.put(object.key, spec: object.spec) }
        return rules.violations().map { $0.diagnostic(in: objects.object) }
    }
}
