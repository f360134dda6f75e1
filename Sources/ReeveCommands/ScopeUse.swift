import ArgumentParser
import ReeveDiagnostics
import ReeveModel

/// What `--organization` and `-e` mean to a command. Every command says so: an option that is read and then ignored
/// would act on what the user meant to leave alone.
package enum ScopeUse: Sendable {
    /// The command works on the named scope alone; the store has to know both names.
    case narrows
    /// The same for commands that read manifests, where a name may be declared and not yet stored.
    case narrowsManifests
    /// The command has nothing to narrow, and refuses the options with this reason. The variables of the environment
    /// are defaults for other commands, and do not concern it.
    case refused(String)
}

/// A command that can be run, in contrast to a group of commands.
package protocol ScopedCommand: AsyncParsableCommand {
    static var scopeUse: ScopeUse { get }
    /// The options of every command.
    var global: GlobalOptions { get }
}

extension ScopedCommand {
    /// Refuses `--organization` and `-e` where the command would not keep to them.
    func refuseUnusedScope() throws {
        guard case .refused(let reason) = Self.scopeUse else { return }
        for (flag, value) in [("--organization", global.organization), ("-e", global.environment)] where value != nil {
            throw ValidationError("\(reason); leave out \(flag)")
        }
    }
}

/// An organization and an environment, each of them as options or variables name it, or any.
struct NamedScope: Sendable {
    let organization: String?
    let environment: String?

    static let any = NamedScope(organization: nil, environment: nil)

    var isAny: Bool { organization == nil && environment == nil }

    /// Whether something of this organization and environment is meant. What has none is outside of every name.
    func contains(organization: String?, environment: String?) -> Bool {
        (self.organization == nil || self.organization == organization)
            && (self.environment == nil || self.environment == environment)
    }

    func contains(_ scope: Scope) -> Bool {
        contains(organization: scope.organization, environment: scope.environment)
    }

    /// ` in organization 'acme', environment 'prod'`, or nothing.
    var suffix: String {
        let parts = [organization.map { "organization '\($0)'" }, environment.map { "environment '\($0)'" }]
            .compactMap { $0 }
        return parts.isEmpty ? "" : " in " + parts.joined(separator: ", ")
    }
}
