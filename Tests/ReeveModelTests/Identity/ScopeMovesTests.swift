import ReeveModel
import Testing

@Suite struct ScopeMovesTests {
    private func key(_ path: String) throws -> ObjectKey { try #require(ObjectKey(path: path)) }

    /// `acme` becomes `zenith`, and its `stage` becomes `prod`.
    private func moves() throws -> ScopeMoves {
        var moves = ScopeMoves()
        moves.rename(try key("Organization/acme"), to: "zenith")
        moves.rename(try key("acme/Environment/stage"), to: "prod")
        moves.rename(try key("acme/stage/Agent/bot"), to: "robot")
        return moves
    }

    @Test(arguments: [
        ("Organization/acme", "Organization/zenith"), ("acme/Environment/stage", "zenith/Environment/prod"),
        ("acme/Environment/dev", "zenith/Environment/dev"), ("acme/stage/Agent/bot", "zenith/prod/Agent/bot"),
        ("acme/dev/Agent/bot", "zenith/dev/Agent/bot"), ("acme/Policy/p", "zenith/Policy/p"),
        ("Organization/other", "Organization/other"), ("other/stage/Agent/bot", "other/stage/Agent/bot"),
        ("User/anna", "User/anna"),
    ])
    func everythingBelowARenamedScopeGoesAlongAndNothingElseDoes(old: String, new: String) throws {
        let (old, new) = (try key(old), try key(new))
        #expect(try moves().target(of: old) == new)
        let scope = old.scope
        #expect(try moves().moves(scope) == (scope.organization == "acme"))
    }

    @Test func theRenameOfAnObjectWithoutChildrenMovesNothing() throws {
        let bot = try key("acme/stage/Agent/bot")
        var moves = ScopeMoves()
        moves.rename(bot, to: "robot")
        #expect(moves.isEmpty && moves.target(of: bot) == bot)
    }

    @Test func anOrganizationHoldsItsEnvironmentsAndAnEnvironmentOnlyItself() {
        let (acme, prod) = (Scope(organization: "acme"), Scope(organization: "acme", environment: "prod"))
        #expect(acme.holds(prod) && acme.holds(acme) && prod.holds(prod))
        #expect(!prod.holds(acme) && !prod.holds(Scope(organization: "acme", environment: "dev")))
        #expect(!acme.holds(Scope(organization: "other", environment: "prod")))
        #expect(prod.objectKeys.map(\.description) == ["Organization/acme", "acme/Environment/prod"])
        #expect(acme.objectKeys.compactMap(\.ownScope) == [acme])
    }
}
