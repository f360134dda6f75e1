/// What names an object: kind, scope and name.
///
/// Its text is the object's path, `acme/prod/Agent/triage`, without the scopes that it has not
/// (`acme/Policy/guardrails`, `User/anna`).
package struct ObjectKey: Sendable, Hashable {
    package let kind: String
    package let organization: String?
    package let environment: String?
    package let name: String
    /// Computed once: reading and planning look every key up several times.
    private let hash: Int

    package init(kind: String, organization: String? = nil, environment: String? = nil, name: String) {
        self.kind = kind
        self.organization = organization
        self.environment = environment
        self.name = name
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(organization)
        hasher.combine(environment)
        hasher.combine(name)
        hash = hasher.finalize()
    }

    /// Reads the path form; nil where it has not two to four parts. Scopes are not checked against the kind.
    package init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...4).contains(parts.count), !parts.contains("") else { return nil }
        self.init(
            kind: parts[parts.count - 2], organization: parts.count > 2 ? parts[0] : nil,
            environment: parts.count > 3 ? parts[1] : nil, name: parts[parts.count - 1])
    }

    package static func == (lhs: ObjectKey, rhs: ObjectKey) -> Bool {
        lhs.hash == rhs.hash && lhs.name == rhs.name && lhs.kind == rhs.kind && lhs.environment == rhs.environment
            && lhs.organization == rhs.organization
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// The scope alone.
    package var scope: Scope { Scope(organization: organization, environment: environment) }
}

extension ObjectKey: CustomStringConvertible {
    package var description: String {
        var out = ""
        if let organization { out += organization + "/" }
        if let environment { out += environment + "/" }
        return out + kind + "/" + name
    }
}

extension ObjectKey: Comparable {
    /// By organization, environment, kind, name; what has no scope comes first.
    package static func < (lhs: ObjectKey, rhs: ObjectKey) -> Bool {
        if lhs.organization != rhs.organization { return lhs.organization ?? "" < rhs.organization ?? "" }
        if lhs.environment != rhs.environment { return lhs.environment ?? "" < rhs.environment ?? "" }
        return lhs.kind != rhs.kind ? lhs.kind < rhs.kind : lhs.name < rhs.name
    }
}

extension String {
    /// The text, or nil where it is empty.
    package var nonEmpty: String? { isEmpty ? nil : self }
}
