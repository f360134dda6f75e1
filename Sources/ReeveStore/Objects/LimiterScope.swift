package import ReeveModel

/// Finds the limiters of a scope by their names. A name starts with the path of a limit, or with `default/` and the
/// scope.
package struct LimiterScope: Sendable {
    /// The two starts that a name of this scope may have.
    package let prefixes: [String]

    package init(_ scope: Scope) { prefixes = Self.prefixes(of: scope) }

    private static func prefixes(of scope: Scope) -> [String] {
        let path = (scope.organization ?? "") + "/" + (scope.environment.map { $0 + "/" } ?? "")
        // A default limit belongs to no manifest. The values that it counts by follow the scope, after a separator.
        let end = scope.environment == nil ? path : String(path.dropLast()) + "\u{1F}"
        return [path, "default/" + end]
    }

    /// The name that a limiter has after the scope was renamed to `target`; nil where the limiter is not of this scope.
    package func renamed(_ name: String, to target: Scope) -> String? {
        for (prefix, other) in zip(prefixes, Self.prefixes(of: target)) where name.hasPrefix(prefix) {
            return other + name.dropFirst(prefix.count)
        }
        return nil
    }
}
