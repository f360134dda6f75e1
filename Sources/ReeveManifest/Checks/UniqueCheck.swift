import ReeveDiagnostics
import ReeveModel

/// Names beside the object's own that must be unique, such as a user's email.
enum UniqueCheck {
    static let code: DiagnosticCode = "manifest.not-unique"

    private struct Identity: Hashable {
        let name: String
        let scope: String
        let value: String
    }

    static func check(_ set: ManifestSet) -> [Diagnostic] {
        var owners: [Identity: (object: Int, key: Int)] = [:]
        owners.reserveCapacity(set.objects.count)
        var found: [Diagnostic] = []
        // Objects that are broken otherwise count too, so that one mistake hides no other.
        let objects = set.broken.isEmpty ? set.objects : set.objects + set.broken
        for (index, object) in objects.enumerated() {
            for (place, key) in object.uniqueKeys.enumerated() {
                let identity = Identity(name: key.name, scope: key.scope, value: key.value)
                guard let first = owners[identity] else {
                    owners[identity] = (index, place)
                    continue
                }
                let other = objects[first.object]
                guard other.key != object.key else { continue }
                found.append(
                    Diagnostic(
                        code, "'\(key.value)' is the \(key.words) of both \(other.key) and \(object.key)",
                        at: key.range(in: object.source),
                        notes: [.init("first used here", at: other.uniqueKeys[first.key].range(in: other.source))]))
            }
        }
        return found
    }
}
