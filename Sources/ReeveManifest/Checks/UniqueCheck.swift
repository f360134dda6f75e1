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
        var owners: [Identity: Int] = [:]
        owners.reserveCapacity(set.objects.count)
        var found: [Diagnostic] = []
        for (index, object) in set.objects.enumerated() {
            for key in object.uniqueKeys {
                let identity = Identity(name: key.name, scope: key.scope, value: key.value)
                guard let first = owners[identity] else {
                    owners[identity] = index
                    continue
                }
                let other = set.objects[first]
                found.append(
                    Diagnostic(
                        code, "'\(key.value)' is the \(words(key.name)) of both \(other.key) and \(object.key)",
                        at: range(of: object),
                        notes: [.init("first used here", at: range(of: other))]))
            }
        }
        return found
    }

    /// `User.email` as `email`.
    private static func words(_ name: String) -> String { String(name.split(separator: ".").last ?? "name") }

    private static func range(of object: ResourceObject) -> SourceRange {
        let start = SourcePosition(line: object.source.line, column: object.source.column)
        return SourceRange(
            file: object.source.file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }
}
