import ReeveDiagnostics
import ReeveModel
import Testing

@testable import ReeveManifest

/// What teams and their types must be together.
@Suite struct TeamRulesCheckTests {
    private static let ground =
        ManifestSample.document("Template", "name: note, organization: acme", "{user: hello}")
        + ManifestSample.document("Role", "name: doctor, organization: acme", "{template: note}")
        + ManifestSample.document("Role", "name: nurse, organization: acme", "{}")
        + ManifestSample.document("Agent", "name: bot, organization: acme, environment: dev", "{mode: caller}")

    private func found(_ type: String, _ teams: [(name: String, spec: String)]) async throws -> [String] {
        let text =
            Self.ground + ManifestSample.document("TeamType", "name: watch, organization: acme", type)
            + teams.map {
                ManifestSample.document("Team", "name: \($0.name), organization: acme, environment: dev", $0.spec)
            }.joined()
        return try await ManifestSample.diagnostics(ManifestSample.ground + text).map {
            "\($0.code)@\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0) \($0.message)"
        }
    }

    @Test func aRoleThatTheTypeDoesNotAllowIsFoundWhereItStands() async throws {
        let team = "{type: watch, members: [{agent: bot, role: nurse}], templates: {nurse: note}}"
        let says = "Team 'night' has the role 'nurse', which TeamType 'watch' does not allow"
        #expect(
            try await found("{roles: [doctor]}", [("night", team)]) == [
                "team.role-not-allowed@44:50 \(says)", "team.role-not-allowed@44:78 \(says)",
            ])
        #expect(try await found("{roles: [{role: nurse, template: note}]}", [("night", team)]) == [])
        #expect(try await found("{}", [("night", team)]) == [])
    }

    @Test func aTypeWithoutRolesStillTakesRolesThatExist() async throws {
        let found = try await found(
            "{}", [("night", "{type: watch, members: [{agent: bot, role: nobody}], templates: {ghost: note}}")])
        #expect(
            found.map { $0.prefix(20) } == ["reference.unresolved", "reference.unresolved"], "\(found)")
    }

    @Test func oneTeamOfATypeIsActiveInAnEnvironment() async throws {
        let two = [("a", "{type: watch}"), ("b", "{type: watch}")]
        #expect(
            try await found("{}", two) == [
                "team.second-active@49:14 Team 'a' and Team 'b' are both active in 'acme/dev', and TeamType 'watch' allows one"
            ])
        #expect(try await found("{activeTeams: many}", two) == [])
        #expect(try await found("{}", [two[0], ("b", "{type: watch, active: false}")]) == [])
    }

    @Test func anAgentHasARoleInATeamOnce() async throws {
        let found = try await found(
            "{}",
            [
                (
                    "night",
                    "{type: watch, members: [{agent: bot, role: nurse}, {agent: bot, role: doctor}, {agent: bot, role: nurse}]}"
                )
            ])
        #expect(found.map { $0.prefix(20) } == ["team.member-twice@44"], "\(found)")
    }
}
