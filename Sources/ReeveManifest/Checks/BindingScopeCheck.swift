import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReevePattern

/// A binding that no request can meet, as its words alone tell: another organization or environment, a role that does
/// not exist, a glob or a name that is none.
struct BindingScopeCheck: DocumentCheck {
    static let code: DiagnosticCode = "policy.binding-scope"

    private struct Flaw {
        let field: String
        let message: String
        var label: String?
        var help: String?
    }

    func check(_ context: CheckContext) -> [Diagnostic] {
        (context.spec["bindings"]?.array ?? []).enumerated().compactMap { index, binding in
            guard let flaw = flaw(binding, in: context) else { return nil }
            return Diagnostic(
                Self.code, flaw.message, at: context.range("bindings", String(index), flaw.field), label: flaw.label,
                help: flaw.help)
        }
    }

    private func flaw(_ binding: JSONValue, in context: CheckContext) -> Flaw? {
        guard let scope = binding["scope"]?.string, let id = binding["id"]?.string else { return nil }
        switch scope {
        case "org": return organization(id, context)
        case "env": return environment(id, binding, context)
        case "role": return role(id)
        case "user": return user(id)
        case "tool": return glob(id)
        default: return nil
        }
    }

    private func organization(_ id: String, _ context: CheckContext) -> Flaw? {
        guard let own = context.object.key.organization, own != id else { return nil }
        return Flaw(
            field: "id", message: "\(context.subject) belongs to '\(own)', so this binding to '\(id)' never applies",
            help: "write {scope: org, id: \(own)}")
    }

    private func environment(_ id: String, _ binding: JSONValue, _ context: CheckContext) -> Flaw? {
        if let own = context.object.key.environment, own != id {
            return Flaw(
                field: "id",
                message: "\(context.subject) belongs to '\(own)', so this binding to '\(id)' never applies",
                help: "move the policy to the organization, or write {scope: env, id: \(own)}")
        }
        guard let other = binding["environment"]?.string, other != id else { return nil }
        return Flaw(
            field: "environment",
            message: "the binding is to '\(id)' and 'environment' says '\(other)', so it never applies",
            help: "remove 'environment'")
    }

    private func role(_ id: String) -> Flaw? {
        let prefix = "membership:"
        let roles = MembershipSpec.Role.allCases.map { prefix + $0.rawValue }
        // Any other name is that of a Role, which references look for.
        guard id.contains(":"), !roles.contains(id) else { return nil }
        return Flaw(
            field: "id", message: "'\(id)' is no membership role",
            label: NearestName.suggestion(for: id, among: roles).map { "did you mean '\($0)'?" },
            help: "write one of " + roles.joined(separator: ", ") + ", or the name of a Role")
    }

    private func user(_ id: String) -> Flaw? {
        switch BoundSubject(id) {
        case .anyLocalAdministrator, .requester(.user), .requester(.localAdministrator),
            .requester(.serviceAccount(_, organization: nil)):
            return nil
        case .requester(.serviceAccount), .requester(.unreadable):
            return Flaw(
                field: "id",
                message: "'\(id)' is neither a user's name nor a service account nor a local administrator",
                help: "write NAME, service-account:NAME, os:NAME@HOST, or os:* for every local administrator")
        }
    }

    private func glob(_ id: String) -> Flaw? {
        do throws(GlobError) {
            _ = try Glob(id)
            return nil
        } catch {
            return Flaw(field: "id", message: "'\(id)' is not valid: \(error)")
        }
    }
}
