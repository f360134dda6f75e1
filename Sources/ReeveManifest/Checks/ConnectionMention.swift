import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A connection that a manifest names without a reference to it: in a rule's target, in a tool binding, in an agent's
/// allow-list or in a limit's scope. Such names may be globs, and may stand for what comes later.
struct ConnectionMention: Sendable {
    let owner: ObjectKey
    /// Such as `rules.0.target`.
    let field: String
    /// A name, or a glob over names.
    let pattern: String
    let range: SourceRange

    /// Those of one object, in order.
    static func all(in context: CheckContext) -> [ConnectionMention] {
        var found: [ConnectionMention] = []
        func add(_ pattern: Substring?, _ tokens: String...) {
            // A star alone asks for no name.
            guard let pattern, pattern != "*", !ToolAddress.reservedConnections.contains(String(pattern)) else {
                return
            }
            let pointer = JSONPointer(tokens: tokens)
            guard let range = context.range(pointer) else { return }
            found.append(
                ConnectionMention(
                    owner: context.object.key, field: tokens.joined(separator: "."), pattern: String(pattern),
                    range: range))
        }
        let spec = context.spec
        switch context.object.key.kind {
        case "Policy":
            for (index, rule) in (spec["rules"]?.array ?? []).enumerated() {
                let target = rule["target"]?.string ?? ""
                guard target.hasPrefix("tool:") else { continue }
                add(connection(of: target.dropFirst("tool:".count)), "rules", String(index), "target")
            }
            for (index, binding) in (spec["bindings"]?.array ?? []).enumerated() where binding["scope"] == "tool" {
                add((binding["id"]?.string).flatMap { connection(of: $0[...]) }, "bindings", String(index), "id")
            }
        case "Agent":
            for (index, tool) in (spec["tools"]?.array ?? []).enumerated() {
                add((tool.string).flatMap { connection(of: $0[...]) }, "tools", String(index))
            }
        case "Limit":
            let scope = spec["scope"]
            add((scope?["tool"]?.string).flatMap { connection(of: $0[...]) }, "scope", "tool")
            add((scope?["connection"]?.string).flatMap { $0.contains("**") ? nil : $0[...] }, "scope", "connection")
        default: break
        }
        return found
    }

    /// The part of an address that names the connection; nil without one, and where a `**` may cross its end.
    private static func connection(of address: Substring) -> Substring? {
        guard let slash = address.firstIndex(of: "/") else { return nil }
        let part = address[..<slash]
        return part.contains("**") ? nil : part
    }
}
