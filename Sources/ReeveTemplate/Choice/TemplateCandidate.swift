/// A place that may name the template of a task.
package struct TemplateCandidate: Sendable, Hashable {
    /// In order of precedence.
    package enum Level: Int, Sendable, Hashable, CaseIterable, Comparable {
        case item
        case member
        case team
        case teamType
        case role
        case agent

        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        /// For a table's column.
        package var words: String {
            switch self {
            case .item: "item"
            case .member: "member"
            case .team: "team's map"
            case .teamType: "team type's link"
            case .role: "role"
            case .agent: "agent"
            }
        }
    }

    package let level: Level
    /// For people: `item 'summary'`, `team 'night-watch', role 'doctor'`.
    package let place: String
    /// Where the field stands: the object's path and a pointer into its spec. Nil where there is no such object.
    package let path: String?
    /// Nil where it is not set.
    package let template: String?

    private init(_ level: Level, _ place: String, path: String?, template: String?) {
        self.level = level
        self.place = place
        self.path = path
        self.template = path == nil ? nil : template
    }
}

extension TemplateCandidate {
    /// A template that the caller asks for; goes where an item's own goes.
    ///
    /// - Parameter name: How it was asked for, such as `--template`.
    package static func asked(_ name: String, template: String) -> Self {
        Self(.item, name, path: name, template: template)
    }

    /// - Parameter object: The path of the object, such as `acme/prod/Batch/repo-health`.
    package static func item(_ name: String, at index: Int, of object: String, template: String?) -> Self {
        Self(.item, "item '\(name)'", path: "\(object)#/items/\(index)/task/template", template: template)
    }

    package static func member(
        _ agent: String, at index: Int, role: String?, ofTeam team: String, _ object: String, template: String?
    ) -> Self {
        let words =
            role.map { "member '\(agent)' of team '\(team)', role '\($0)'" } ?? "member '\(agent)' of team '\(team)'"
        return Self(.member, words, path: "\(object)#/members/\(index)/template", template: template)
    }

    package static func team(_ team: String, role: String, _ object: String, template: String?) -> Self {
        Self(
            .team, "team '\(team)', role '\(role)'", path: "\(object)#/templates/\(escaped(role))", template: template)
    }

    /// - Parameter index: Of the role in the type's list; nil where the type does not list it.
    package static func teamType(
        _ type: String, role: String, at index: Int?, _ object: String, template: String?
    ) -> Self {
        Self(
            .teamType, "team type '\(type)', role '\(role)'",
            path: "\(object)#/roles\(index.map { "/\($0)/template" } ?? "")", template: index == nil ? nil : template)
    }

    package static func role(_ role: String, _ object: String, template: String?) -> Self {
        Self(.role, "role '\(role)'", path: "\(object)#/template", template: template)
    }

    package static func agent(_ agent: String, _ object: String, template: String?) -> Self {
        Self(.agent, "agent '\(agent)'", path: "\(object)#/template", template: template)
    }

    /// A place that the task does not have.
    ///
    /// - Parameter reason: `the task has no team`.
    package static func absent(_ level: Level, because reason: String) -> Self {
        Self(level, reason, path: nil, template: nil)
    }

    /// A reference token of a JSON Pointer (RFC 6901).
    private static func escaped(_ token: String) -> String {
        token.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }
}
