package import ReeveModel

/// The limiters of a scope. Their names start with the path of a limit, or with `default/` and the scope.
package struct LimiterScope: Sendable {
    /// What the names start with, and what follows the scope in them.
    package let prefixes: [String]

    package init(_ scope: Scope) { prefixes = Self.prefixes(of: scope) }

    private static func prefixes(of scope: Scope) -> [String] {
        let path = (scope.organization ?? "") + "/" + (scope.environment.map { $0 + "/" } ?? "")
        // A default limit has no name of its own: its values follow the scope.
        let end = scope.environment == nil ? path : String(path.dropLast()) + "\u{1F}"
        return [path, "default/" + end]
    }

    /// The name below another scope; nil where it does not lie in this one.
    package func renamed(_ name: String, to target: Scope) -> String? {
        for (prefix, other) in zip(prefixes, Self.prefixes(of: target)) where name.hasPrefix(prefix) {
            return other + name.dropFirst(prefix.count)
        }
        return nil
    }
}
