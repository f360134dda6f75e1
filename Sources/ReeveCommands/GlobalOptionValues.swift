import ArgumentParser
import ReeveModel
import ReeveOperations

/// The global options after they were checked.
struct GlobalOptionValues: Sendable {
    private static let variablePrefix = "REEVE_VAR_"

    let lockTimeout: Duration
    private let organization: String?
    private let environment: String?
    /// The scope that the command line names. The variables of the process are not in it.
    private let flags: NamedScope
    private let variables: [(String, String)]

    init(_ options: GlobalOptions) throws {
        flags = NamedScope(organization: options.organization, environment: options.environment)
        organization = options.organization ?? ProcessVariables.value("REEVE_ORGANIZATION")
        environment = options.environment ?? ProcessVariables.value("REEVE_ENVIRONMENT")
        guard let timeout = DurationText.parse(options.lockTimeout) else {
            throw ValidationError("--lock-timeout takes a duration such as 30s, not '\(options.lockTimeout)'")
        }
        lockTimeout = timeout
        variables = try options.variables.map { variable in
            guard let equals = variable.firstIndex(of: "="), equals != variable.startIndex else {
                throw ValidationError("--var takes name=value, not '\(variable)'")
            }
            return (String(variable[..<equals]), String(variable[variable.index(after: equals)...]))
        }
    }

    func scope(_ use: ScopeUse) -> ScopeOptions {
        var scope = ScopeOptions()
        scope.flags = flags
        switch use {
        case .refused: break
        case .narrows:
            scope.named = NamedScope(organization: organization, environment: environment)
            scope.isCheckedInStore = true
        case .narrowsManifests: scope.named = NamedScope(organization: organization, environment: environment)
        }
        return scope
    }

    /// The values for `fromVar`: first from variables of the process such as `REEVE_VAR_name`, then from `--var`, which
    /// wins.
    func variables(of process: [String: String]) -> [String: String] {
        var found: [String: String] = [:]
        for (name, value) in process where name.hasPrefix(Self.variablePrefix) {
            found[String(name.dropFirst(Self.variablePrefix.count))] = value
        }
        for (name, value) in variables { found[name] = value }
        return found
    }
}
