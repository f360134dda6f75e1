package import ReeveModel

/// What an action is done to; rules name it by a glob over ``text``.
package struct PolicyTarget: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case tool
        case resource
        case prompt
        case agent
    }

    package let kind: Kind
    /// `tool:git/git_log`, `resource:docs/handbook`, `prompt:triage`, `agent:repo-doctor`.
    package let text: String
    /// The connection of a tool, or the namespace of a resource; a server's resources have their connection as namespace.
    package let scope: String?
    /// The text without its type.
    package let address: String
    /// The text up to the first `/`, for the index; nil for prompts and agents.
    let head: String?

    private init(_ kind: Kind, scope: String?, name: String) {
        self.kind = kind
        self.scope = scope
        address = scope.map { $0 + "/" + name } ?? name
        text = kind.rawValue + ":" + address
        head = scope.map { kind.rawValue + ":" + $0 + "/" }
    }

    package static func tool(connection: String, name: String) -> PolicyTarget {
        PolicyTarget(.tool, scope: connection, name: name)
    }

    /// A version is not part of the target: pins see to it.
    package static func tool(_ address: ToolAddress) -> PolicyTarget {
        .tool(connection: address.connection, name: address.tool)
    }

    package static func resource(namespace: String, name: String) -> PolicyTarget {
        PolicyTarget(.resource, scope: namespace, name: name)
    }

    package static func prompt(_ name: String) -> PolicyTarget { PolicyTarget(.prompt, scope: nil, name: name) }

    package static func agent(slug: String) -> PolicyTarget { PolicyTarget(.agent, scope: nil, name: slug) }

    /// Reads the text form; nil for an unknown type, and where a tool or resource lacks one of its two names.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), let kind = Kind(rawValue: String(text[..<colon])) else {
            return nil
        }
        let rest = text[text.index(after: colon)...]
        guard !rest.isEmpty, text.utf8.count <= 512 else { return nil }
        switch kind {
        case .prompt, .agent: self.init(kind, scope: nil, name: String(rest))
        case .tool, .resource:
            guard let slash = rest.firstIndex(of: "/"), slash != rest.startIndex,
                rest.index(after: slash) != rest.endIndex
            else { return nil }
            self.init(kind, scope: String(rest[..<slash]), name: String(rest[rest.index(after: slash)...]))
        }
    }
}

extension PolicyTarget: CustomStringConvertible {
    package var description: String { text }
}
