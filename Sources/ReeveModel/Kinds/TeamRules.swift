import ReeveDiagnostics
import ReeveJSON

/// What teams and their types must be together: roles that the type allows, and no more active teams than it allows.
///
/// Takes objects one by one, so that it can be asked about manifests, about a store, and about a store after a plan.
package struct TeamRules: Sendable {
    /// Objects of other kinds do not matter.
    package static let kinds: Set<String> = [KindName.team, KindName.teamType]

    package struct Violation: Sendable, Hashable {
        package enum Rule: Sendable, Hashable {
            /// A member's role, or one of `templates`, is none that the type allows.
            case roleNotAllowed(String)
            /// Another team of the type is active in the environment, and the type allows one.
            case secondActive(other: ObjectKey)
        }

        package let team: ObjectKey
        package let type: ObjectKey
        package let rule: Rule
        /// The field of the team's spec.
        package let pointer: JSONPointer
    }

    private var types: [ObjectKey: TeamTypeSpec] = [:]
    private var teams: [ObjectKey: TeamSpec] = [:]

    package init() {}

    package mutating func remove(_ key: ObjectKey) {
        types[key] = nil
        teams[key] = nil
    }

    /// An object that cannot be read is left out; that is a mistake of its own.
    ///
    /// - Parameter spec: canonical text.
    package mutating func put(_ key: ObjectKey, spec: String) {
        guard Self.kinds.contains(key.kind) else { return }
        let value = (try? JSONParser.parse(spec)) ?? .null
        if key.kind == KindName.team {
            teams[key] = try? TeamSpec(value)
        } else {
            types[key] = try? TeamTypeSpec(value)
        }
    }

    /// In order of teams. A team whose type is not among the objects is not judged.
    package func violations() -> [Violation] {
        var found: [Violation] = []
        var active: [Place: ObjectKey] = [:]
        for (key, team) in teams.sorted(by: { $0.key < $1.key }) {
            let typeKey = ObjectKey(kind: KindName.teamType, organization: key.organization, name: team.type)
            guard let type = types[typeKey] else { continue }
            func note(_ rule: Violation.Rule, _ tokens: [String]) {
                found.append(Violation(team: key, type: typeKey, rule: rule, pointer: JSONPointer(tokens: tokens)))
            }
            for (index, member) in team.members.enumerated() where !type.allows(member.role) {
                note(.roleNotAllowed(member.role), ["members", String(index), "role"])
            }
            for role in team.templates.keys.sorted() where !type.allows(role) {
                note(.roleNotAllowed(role), ["templates", role])
            }
            guard team.isActive, type.activeTeams == .one else { continue }
            let place = Place(scope: key.scope, type: team.type)
            if let other = active[place] {
                note(.secondActive(other: other), ["type"])
            } else {
                active[place] = key
            }
        }
        return found
    }

    private struct Place: Hashable {
        let scope: Scope
        let type: String
    }
}

extension TeamRules.Violation {
    private var code: DiagnosticCode {
        switch rule {
        case .roleNotAllowed: "team.role-not-allowed"
        case .secondActive: "team.second-active"
        }
    }

    private var message: String {
        switch rule {
        case .roleNotAllowed(let role):
            "Team '\(team.name)' has the role '\(role)', which TeamType '\(type.name)' does not allow"
        case .secondActive(let other):
            "Team '\(other.name)' and Team '\(team.name)' are both active in '\(team.scope)', and TeamType '\(type.name)' allows one"
        }
    }

    private var help: String {
        switch rule {
        case .roleNotAllowed: "add the role to the type, or give the member another one"
        case .secondActive: "write active: false in one of them, or activeTeams: many in the type"
        }
    }

    /// With the place in a team's manifest, else in the type's; without a place where all are in the store alone.
    package func diagnostic(in declared: (ObjectKey) -> ResourceObject?) -> Diagnostic {
        var place = declared(team)?.range(ofReference: pointer)
        if case .secondActive(let other) = rule { place = place ?? declared(other)?.range(ofReference: pointer) }
        return Diagnostic(code, message, at: place ?? declared(type)?.source.range, help: help)
    }
}
