import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// In an environment with `requireVersions` a connection says which version of its server it wants: by
/// `serverVersion`, or by a version or digest in its arguments.
enum ServerVersionCheck {
    static let code: DiagnosticCode = "connection.version-required"

    static func check(_ set: ManifestSet, index: ObjectIndex) -> [Diagnostic] {
        var requires: [ObjectKey: Bool] = [:]
        var found: [Diagnostic] = []
        // Broken objects count too, so that one mistake hides no other.
        let brokenRules = Dictionary(
            set.broken.lazy.filter { $0.key.kind == KindName.environment }.map { ($0.key, requiresVersions($0)) }
        ) { first, _ in first }
        for object in set.objects + set.broken where object.key.kind == KindName.connection {
            guard let organization = object.key.organization, let environment = object.key.environment else { continue }
            let key = ObjectKey(kind: KindName.environment, organization: organization, name: environment)
            if requires[key] == nil {
                requires[key] =
                    index.position(of: key).map { requiresVersions(set.objects[$0]) } ?? brokenRules[key] ?? false
            }
            guard requires[key] == true else { continue }
            let spec = object.specValue
            // A command that is not there, or not of its form, is a mistake of its own.
            guard spec["serverVersion"] == nil, spec["command"]?.array != nil || spec["endpoint"] != nil,
                !(spec["command"]?.array ?? []).contains(where: { namesVersion($0.string ?? "") })
            else { continue }
            let start = SourcePosition(line: object.source.line, column: object.source.column)
            found.append(
                Diagnostic(
                    code,
                    "Connection '\(object.key.name)' names no version of its server, which '\(environment)' requires",
                    at: SourceRange(
                        file: object.source.file, start: start,
                        end: SourcePosition(line: start.line, column: start.column + 1)),
                    help: "write serverVersion, or a version or digest in the command"))
        }
        return found
    }

    private static func requiresVersions(_ environment: ResourceObject) -> Bool {
        environment.specValue["rules"]?["requireVersions"] == true
    }

    /// Whether an argument ends in `==1.2.3`, `@1.2.3`, `:1.2.3` or `@sha256:…`.
    static func namesVersion(_ argument: String) -> Bool {
        for mark in ["==", "@sha256:", "@", ":"] {
            guard let range = argument.ranges(of: mark).last else { continue }
            let version = argument[range.upperBound...]
            if mark == "@sha256:" { return version.count == 64 }
            if let first = version.first, first.isASCII, first.isNumber, version.contains(".") { return true }
        }
        return false
    }
}
